import { drip, raw, reset, sse, stall, type Answer, type ScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import type { ChatCompletionStream } from '../../src/client/chat-completions.ts';
import type { ErrorCode } from '../../src/errors/codes.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { ask, clientOf, overHttp, serve } from '../call/fixture.ts';

const chunk = (delta: object, finishReason: string | null = null): object => ({
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});
const hello = [chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hel' }), chunk({ content: 'lo' })];
const end = chunk({}, 'stop');
const done = 'data: [DONE]\n\n';

/** Bytes of one chunk of the HTTP body. */
function framed(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

const halfCharacter = Buffer.from(`data: ${JSON.stringify(chunk({ content: 'é' }))}`).subarray(0, -22);

interface Ending {
  readonly answer: Answer;
  readonly text: string;
  readonly code?: ErrorCode;
  /** The HTTP answer itself is whole. */
  readonly kept?: true;
  /** Called when the text has arrived. */
  readonly act?: (stream: ChatCompletionStream, caller: AbortController) => void;
}

const open = { end: false } as const;
const endings: Readonly<Record<string, Ending>> = {
  'a clean end': { answer: sse([...hello, end, done]), text: 'Hello', kept: true },
  'finish without [DONE]': { answer: sse([...hello, end]), text: 'Hello', kept: true },
  'finish, and the connection held open': { answer: [sse([...hello, end], open), stall()], text: 'Hello' },
  '[DONE] without finish': { answer: sse([...hello, done]), text: 'Hello', code: 'stream_truncated', kept: true },
  'an end without finish': { answer: sse(hello), text: 'Hello', code: 'stream_truncated', kept: true },
  'a reset': { answer: [sse(hello, open), drip('', 1), stall(30), reset()], text: 'Hello', code: 'stream_truncated' },
  'half a JSON event': {
    answer: sse([...hello, 'data: {"choices":[{"del']),
    text: 'Hello',
    code: 'stream_truncated',
    kept: true,
  },
  'half a UTF-8 character': {
    answer: [sse(hello, open), raw(Buffer.concat([framed(halfCharacter), Buffer.from('0\r\n\r\n')]))],
    text: 'Hello',
    code: 'stream_truncated',
    kept: true,
  },
  'broken framing': { answer: [sse(hello, open), raw('zz\r\nnonsense')], text: 'Hello', code: 'stream_truncated' },
  'an error in band': {
    answer: sse([...hello, { error: { message: 'overloaded', type: 'server_error' } }]),
    text: 'Hello',
    code: 'server_error',
    kept: true,
  },
  'an abort by the stream': {
    answer: [sse(hello, open), stall()],
    text: 'Hello',
    code: 'aborted',
    act: (stream) => stream.abort(),
  },
  'an abort by the controller': {
    answer: [sse(hello, open), stall()],
    text: 'Hello',
    code: 'aborted',
    act: (stream) => stream.controller.abort(),
  },
  'an abort by the signal': {
    answer: [sse(hello, open), stall()],
    text: 'Hello',
    code: 'aborted',
    act: (_, caller) => caller.abort(),
  },
};

/** Reads to the end and tells the text so far after each piece; gives what the view itself says in the end. */
type View = (stream: ChatCompletionStream, heard: (text: string) => void) => Promise<string>;

async function readable(stream: ChatCompletionStream, heard: (text: string) => void): Promise<string> {
  let text = '';
  for await (const bytes of stream.toReadableStream()) {
    for (const line of Buffer.from(bytes).toString().trim().split('\n')) {
      const piece: unknown = (JSON.parse(line) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta
        .content;
      text += typeof piece === 'string' ? piece : '';
    }
    heard(text);
  }
  return text;
}

const views: Readonly<Record<string, View>> = {
  'a loop over chunks': async (stream, heard) => {
    let text = '';
    for await (const part of stream) heard((text += part.choices[0]?.delta.content ?? ''));
    return text;
  },
  events: async (stream, heard) => {
    let text = '';
    for await (const event of stream.events) heard((text += event.type === 'text-delta' ? event.text : ''));
    return text;
  },
  textStream: async (stream, heard) => {
    let text = '';
    for await (const piece of stream.textStream) heard((text += piece));
    return text;
  },
  'toReadableStream()': readable,
  // The helpers show no pieces: whoever waits for the text acts a moment later.
  'finalText()': (stream, heard) => {
    setTimeout(heard, 250, 'Hello');
    return stream.finalText();
  },
  'finalCompletion()': async (stream, heard) => {
    setTimeout(heard, 250, 'Hello');
    return (await stream.finalCompletion()).choices[0]?.message.content ?? '';
  },
};

async function service(answer: Answer): Promise<ScriptedServer> {
  const server = await serve();
  server.on({ path: '/token' }, { body: { token: 'fake-token' } });
  server.on({ path: '/chat' }, answer);
  return server;
}

const cells = Object.entries(endings).flatMap(([ending, what]) =>
  Object.entries(views).map(([view, read]) => ({ ending, view, what, read })),
);

test.each(cells)('$ending, read through $view', async ({ what, read }) => {
  const server = await service(what.answer);
  const client = clientOf(overHttp(server.origin));
  const caller = new AbortController();
  const stream = await ask(client, {}, { signal: caller.signal });
  let heard = '';
  const reading = read(stream, (text) => {
    if (heard === '' && text === what.text) what.act?.(stream, caller);
    if (text === what.text) heard = text;
  });
  const outcome = await reading.then(
    (text) => ({ text }),
    (error: unknown) => ({ error }),
  );
  if (what.code === undefined) {
    expect(outcome).toEqual({ text: what.text });
  } else {
    const error = 'error' in outcome ? outcome.error : undefined;
    expect(PlugboardError.isInstance(error) ? error.code : error).toBe(what.code);
    expect(error).toMatchObject({ partialText: what.text, provider: 'scripted', model: 'model', phase: 'chat' });
    // A second look tells the same, and never an empty success.
    await expect(stream.finalText()).rejects.toMatchObject({
      code: expect.stringMatching(`${what.code}|input_invalid`),
    });
  }
  // A connection whose answer came to its end is kept for the next call; every other one is closed.
  await server.untilOpen(what.kept === true ? 1 : 0);
});
