import { setImmediate as nextTurn } from 'node:timers/promises';
import { drip, fin, raw, reset, slice, sse, stall, status, type Step } from '@plugboard/provider-testkit/server';

/** How a service treats one request. */
export interface Fault {
  readonly name: string;
  /** What the client may get: a whole answer, a failure, or (`either`) both are right. */
  readonly ends: 'whole' | 'failure' | 'either';
  /** How often it occurs, beside the others. */
  readonly weight: number;
  /** What the service does, for an answer of these words. */
  steps(words: readonly string[], isStream: boolean): readonly Step[];
}

/** The words of an answer of so many; all different, so that one that is lost or doubled is seen. */
export function wordsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `word${index} `);
}

const frame = (choices: readonly object[], more: object = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices,
  ...more,
});
const delta = (content: object, finish: string | null = null): object =>
  frame([{ index: 0, delta: content, finish_reason: finish }]);
const role = delta({ role: 'assistant', content: '' });
const finish = delta({}, 'stop');
const usage = frame([], { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } });
const contents = (words: readonly string[]): readonly object[] => words.map((content) => delta({ content }));
const firstHalf = (words: readonly string[]): readonly object[] => contents(words.slice(0, words.length / 2));
const done = 'data: [DONE]\n\n';

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const streamHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

function completion(words: readonly string[]): object {
  const message = { role: 'assistant', content: words.join('') };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', choices };
}

/** A whole answer as bytes. */
function answerBytes(words: readonly string[], isStream: boolean): string {
  if (isStream) {
    const events = [role, ...contents(words), finish, usage].map(event);
    return `${streamHead}${[...events, done].map(chunk).join('')}0\r\n\r\n`;
  }
  const body = JSON.stringify(completion(words));
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A stream that begins like this; for requests without `stream`, the beginning of the JSON. */
function begun(words: readonly string[], isStream: boolean, events: readonly (string | object)[]): Step {
  if (isStream) return sse(events, { end: false });
  const text = answerBytes(words, false);
  return raw(text.slice(0, text.length - 20));
}

const error = { error: { message: 'The service is broken.', type: 'server_error', code: 'broken' } };

/** Every way in which a service fails, and the ways in which it only looks odd. */
export const faults: readonly Fault[] = [
  { name: 'none', ends: 'whole', weight: 6, steps: (words, isStream) => [raw(answerBytes(words, isStream))] },
  {
    name: 'slow headers',
    ends: 'whole',
    weight: 2,
    steps: (words, isStream) => {
      const text = answerBytes(words, isStream);
      const head = text.indexOf('\r\n\r\n') + 4;
      return [drip(text.slice(0, head), 1, 20), raw(text.slice(head))];
    },
  },
  {
    name: 'in small pieces',
    ends: 'whole',
    weight: 3,
    steps: (words, isStream) => [slice(answerBytes(words, isStream), 97)],
  },
  {
    name: 'late',
    ends: 'whole',
    weight: 3,
    steps: (words, isStream) => [stall(30), raw(answerBytes(words, isStream))],
  },
  {
    name: 'a pause in the middle',
    ends: 'whole',
    weight: 3,
    steps: (words, isStream) => {
      const text = answerBytes(words, isStream);
      const middle = Math.floor(text.length / 2);
      return [raw(text.slice(0, middle)), stall(30), raw(text.slice(middle))];
    },
  },
  { name: 'closed at once', ends: 'failure', weight: 2, steps: () => [fin()] },
  { name: 'reset at once', ends: 'failure', weight: 2, steps: () => [reset()] },
  {
    name: 'cut in the headers',
    ends: 'failure',
    weight: 2,
    steps: () => [raw('HTTP/1.1 200 OK\r\ncontent-ty'), reset()],
  },
  {
    name: 'cut behind the headers',
    ends: 'failure',
    weight: 2,
    steps: (words, isStream) => [begun(words, isStream, []), written(), reset()],
  },
  {
    name: 'cut behind the role',
    ends: 'failure',
    weight: 2,
    steps: (words, isStream) => [begun(words, isStream, [role]), written(), reset()],
  },
  {
    name: 'reset in the middle',
    ends: 'failure',
    weight: 3,
    steps: (words, isStream) => [begun(words, isStream, [role, ...firstHalf(words)]), written(), reset()],
  },
  {
    name: 'closed in the middle',
    ends: 'failure',
    weight: 3,
    steps: (words, isStream) => [begun(words, isStream, [role, ...firstHalf(words)]), fin()],
  },
  {
    name: 'closed in an event',
    ends: 'failure',
    weight: 2,
    steps: (words, isStream) => [
      begun(words, isStream, [role, ...firstHalf(words), 'data: {"id":"chatcmpl-1","cho']),
      fin(),
    ],
  },
  {
    name: 'closed in a chunk',
    ends: 'failure',
    weight: 2,
    steps: (words, isStream) => [
      begun(words, isStream, [role, ...firstHalf(words)]),
      raw('ffff\r\ndata: {"id"'),
      fin(),
    ],
  },
  {
    name: 'an orderly end in the middle',
    ends: 'failure',
    weight: 3,
    steps: (words, isStream) =>
      isStream ? [sse([role, ...firstHalf(words)])] : [status(200, '{"id":"chatcmpl-1","choices":[', json)],
  },
  {
    name: '[DONE] in the middle',
    ends: 'failure',
    weight: 2,
    steps: (words, isStream) =>
      isStream ? [sse([role, ...firstHalf(words), done])] : [status(200, { ...completion(words), choices: [] })],
  },
  {
    name: 'cut behind the finish',
    // The reason says that the text is whole.
    ends: 'either',
    weight: 2,
    steps: (words, isStream) => [begun(words, isStream, [role, ...contents(words), finish]), written(), reset()],
  },
  {
    name: 'chunks that are none',
    ends: 'failure',
    weight: 2,
    steps: (words, isStream) => [begun(words, isStream, [role, ...firstHalf(words)]), raw('no chunk\r\n'), fin()],
  },
  { name: '500', ends: 'failure', weight: 2, steps: () => [status(500, error)] },
  {
    name: '500 as a page',
    ends: 'failure',
    weight: 1,
    steps: () => [status(500, '<html>Broken</html>', { 'content-type': 'text/html' })],
  },
  { name: '503', ends: 'failure', weight: 1, steps: () => [status(503, error, { 'retry-after': '1' })] },
  { name: '429', ends: 'failure', weight: 2, steps: () => [status(429, error, { 'retry-after': '120' })] },
  { name: '401', ends: 'failure', weight: 1, steps: () => [status(401, error)] },
  { name: 'a wrong model', ends: 'failure', weight: 1, steps: () => [status(404, error)] },
  { name: 'nothing in it', ends: 'failure', weight: 1, steps: () => [status(200, '', json)] },
  { name: 'no JSON', ends: 'failure', weight: 1, steps: () => [status(200, 'Hello', json)] },
  { name: 'a list', ends: 'failure', weight: 1, steps: () => [status(200, [], json)] },
  {
    name: 'a page instead of an answer',
    ends: 'failure',
    weight: 1,
    steps: () => [status(200, '<html>Log in</html>', { 'content-type': 'text/html' })],
  },
  {
    name: 'an event that is no JSON',
    ends: 'failure',
    weight: 2,
    steps: (words, isStream) =>
      isStream
        ? [sse([role, ...firstHalf(words), 'data: {"choices":[{\n\n', done])]
        : [status(200, '{"choices":[{', json)],
  },
  {
    name: 'an error in the stream',
    ends: 'failure',
    weight: 3,
    steps: (words, isStream) => (isStream ? [sse([role, ...firstHalf(words), error])] : [status(200, error)]),
  },
  {
    name: 'an error first',
    ends: 'failure',
    weight: 2,
    steps: (_, isStream) => (isStream ? [sse([error])] : [status(200, error)]),
  },
  { name: 'silence', ends: 'failure', weight: 2, steps: () => [stall()] },
  {
    name: 'silence in the middle',
    ends: 'failure',
    weight: 2,
    steps: (words, isStream) => [begun(words, isStream, [role, ...firstHalf(words)]), stall()],
  },
];

const json = { 'content-type': 'application/json' };

/** Gives what was written the time to arrive: a reset overtakes it. */
function written(): Step {
  return async () => {
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
  };
}
