const source = { kind: 'transcribed', at: '2026-01-01', from: 'an invented service; replace it with a recording' };

/** The events of a chat that succeeds; the greeting has a character of several bytes. */
const helloEvents = eventsOf(['Hello', ', ', 'w\u00f6rld', '!'], 'stop');
const cutEvents = eventsOf(['Hello', ', '], 'length');

/** The body of the chat that succeeds. */
export const helloStream: string = helloEvents.join('');

/** The body of the chat that reaches its limit. */
export const cutStream: string = cutEvents.join('');

/** A chat that succeeds. */
export function helloFixture(model: string, url: string): object {
  const messages = [
    { role: 'system', content: 'Be friendly.' },
    { role: 'user', content: 'Say hello.' },
  ];
  return {
    format: 1,
    source,
    request: { model, messages },
    exchanges: [{ phase: 'chat', request: chatRequest(url), response: streamed('hello.sse', helloEvents) }],
    expect: { text: 'Hello, w\u00f6rld!', finish: 'stop' },
  };
}

/** A chat whose answer is cut at the limit of the caller. */
export function cutFixture(model: string, url: string): object {
  return {
    format: 1,
    source,
    request: { model, messages: [{ role: 'user', content: 'Say hello.' }], parameters: { max_tokens: 2 } },
    exchanges: [{ phase: 'chat', request: chatRequest(url), response: streamed('cut.sse', cutEvents) }],
    expect: { text: 'Hello, ', finish: 'length' },
  };
}

/** A chat that is refused. */
export function refusedFixture(model: string, url: string): object {
  return {
    format: 1,
    source,
    request: { model, messages: [{ role: 'user', content: 'Say hello.' }] },
    exchanges: [
      {
        phase: 'chat',
        request: chatRequest(url),
        response: { status: 401, json: { error: { message: 'Unknown key.' } } },
      },
    ],
    expect: { error: 'auth_rejected' },
  };
}

function chatRequest(url: string): object {
  return { method: 'POST', url: `${url}/chat/completions`, headers: { authorization: 'Bearer {{apiKey}}' } };
}

/** An answer whose events come one by one, 20 milliseconds apart. */
function streamed(file: string, events: readonly string[]): object {
  const chunks = events.map((event) => [20, Buffer.byteLength(event)]);
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, file, chunks };
}

function eventsOf(texts: readonly string[], reason: string): readonly string[] {
  const deltas = texts.map((content) => ({ delta: { content }, finish_reason: null }));
  return [...deltas, { delta: {}, finish_reason: reason }]
    .map((choice) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`)
    .concat('data: [DONE]\n\n');
}
