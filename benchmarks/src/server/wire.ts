import { deltaText, snapshotAnswer } from '../answers.ts';

/** One event of the OpenAI wire, in the shape and size that services use. */
export function deltaEvent(text: string): string {
  return chunkEvent([{ index: 0, delta: { content: text }, logprobs: null, finish_reason: null }]);
}

/** What ends an answer: the reason, the count of tokens, the mark. */
export function lastEvents(): string {
  const finish = chunkEvent([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]);
  return finish + chunkEvent([], { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 }) + 'data: [DONE]\n\n';
}

/** The events of a whole answer. */
export function answerEvents(deltas: number): readonly string[] {
  const role = chunkEvent([
    { index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null },
  ]);
  return [role, ...Array.from({ length: deltas }, (_, index) => deltaEvent(deltaText(index))), lastEvents()];
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

function chunkEvent(choices: readonly object[], usage?: object): string {
  const chunk = {
    id: 'chatcmpl-9Zq3xT7vKc2LwE8RbYd1',
    object: 'chat.completion.chunk',
    created: 1_760_000_000,
    model: 'bench-large',
    system_fingerprint: 'fp_0123456789',
    choices,
    ...(usage === undefined ? {} : { usage }),
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
