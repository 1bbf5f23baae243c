/** A chat that succeeds. */
export function helloFixture(model: string, url: string): object {
  return {
    format: 1,
    source: { kind: 'transcribed', at: '2026-01-01', from: 'an invented service; replace it with a recording' },
    request: { model, messages: [{ role: 'user', content: 'Say hello.' }] },
    exchanges: [
      {
        phase: 'chat',
        request: { method: 'POST', url: `${url}/chat/completions`, headers: { authorization: 'Bearer {{apiKey}}' } },
        response: { status: 200, headers: { 'content-type': 'text/event-stream' }, file: 'hello.sse' },
      },
    ],
    expect: { text: 'Hello, world!', finish: 'stop' },
  };
}

/** A chat that is refused. */
export function refusedFixture(model: string, url: string): object {
  return {
    format: 1,
    source: { kind: 'transcribed', at: '2026-01-01', from: 'an invented service; replace it with a recording' },
    request: { model, messages: [{ role: 'user', content: 'Say hello.' }] },
    exchanges: [
      {
        phase: 'chat',
        request: { method: 'POST', url: `${url}/chat/completions`, headers: { authorization: 'Bearer {{apiKey}}' } },
        response: { status: 401, json: { error: { message: 'Unknown key.' } } },
      },
    ],
    expect: { error: 'auth_rejected' },
  };
}

const deltas = ['Hello', ', ', 'world', '!'].map((content) => ({ delta: { content }, finish_reason: null }));

/** The body of the chat that succeeds. */
export const helloStream: string = [...deltas, { delta: {}, finish_reason: 'stop' }]
  .map((choice) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`)
  .concat('data: [DONE]\n\n')
  .join('');
