import { answerText, deltaText, snapshotAnswer } from '../answers.ts';

/** One event of the OpenAI wire, in the shape and size that services use. */
export function deltaEvent(text: string): string {
  return chunkEvent([{ index: 0, delta: { content: text }, logprobs: null, finish_reason: null }]);
}

/** The event that begins an answer. */
export function roleEvent(): string {
  const delta = { role: 'assistant', content: '' };
  return chunkEvent([{ index: 0, delta, logprobs: null, finish_reason: null }]);
}

/** The event that says why an answer ends. */
export function finishEvent(): string {
  return chunkEvent([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]);
}

/** The end of an answer: the finish reason, the token count, and `[DONE]`. */
export function lastEvents(): string {
  return (
    finishEvent() + chunkEvent([], { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 }) + 'data: [DONE]\n\n'
  );
}

/** The events of a whole answer. */
export function answerEvents(deltas: number): readonly string[] {
  return [roleEvent(), ...Array.from({ length: deltas }, (_, index) => deltaEvent(deltaText(index))), lastEvents()];
}

/** A whole answer that is not a stream. */
export function wholeAnswer(deltas: number): object {
  const message = { role: 'assistant', content: answerText(deltas), refusal: null, annotations: [] };
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 },
  };
}

/** Reka's web session: each event has the whole text so far. */
export function snapshotEvents(snapshots: number): readonly string[] {
  const answer = snapshotAnswer(snapshots);
  return Array.from({ length: snapshots }, (_, index) => {
    const last = index === snapshots - 1;
    const message = {
      type: 'model',
      text: last ? answer : answer.slice(0, (index + 1) * 4),
      ...(last ? { finish_reason: 'stop' } : {}),
      metadata: { input_tokens: 10, generated_tokens: index + 1 },
    };
    return `event: message\ndata: ${JSON.stringify(message)}\n\n`;
  });
}

/** A whole answer in one piece, for requests that are only the end of a job. */
export function shortAnswer(text: string): string {
  return deltaEvent(text) + lastEvents();
}

const head = {
  id: 'chatcmpl-9Zq3xT7vKc2LwE8RbYd1',
  created: 1_760_000_000,
  model: 'bench-large',
  system_fingerprint: 'fp_0123456789',
};

function chunkEvent(choices: readonly object[], usage?: object): string {
  const chunk = {
    ...head,
    object: 'chat.completion.chunk',
    choices,
    ...(usage === undefined ? {} : { usage }),
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
