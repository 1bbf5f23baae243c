import type { Exchange, Fixture, FixtureRequest } from '../../../../src/fixtures/fixture.ts';
import { answered, made, sse, type Body } from '../made-fixtures.ts';

const headers = { authorization: 'Bearer {{token:jwt}}' };
const token: Exchange = {
  phase: 'auth',
  request: { method: 'GET', url: 'https://login.raven.example/api/token', headers: { cookie: 'nest={{nest}}' } },
  response: { status: 200, json: { accessToken: '{{token:jwt}}', expiresIn: 3600 } },
};
const upload: Exchange = {
  phase: 'upload',
  request: {
    method: 'POST',
    url: 'https://raven.example/api/files',
    headers,
    form: { purpose: 'chat', file: { file: 'cat.png', type: 'image/png' } },
  },
  response: { status: 200, json: { url: 'https://files.raven.example/a|b/cat.png?sig=x%2Fy' } },
};

function asked(json: object): Exchange['request'] {
  return {
    method: 'POST',
    url: 'https://raven.example/api/chat',
    headers,
    json: { model_name: 'raven-core', ...json },
  };
}

function answer(name: string, body: Body, asks: object, request: Partial<FixtureRequest>, expect: object): Fixture {
  return made({
    name,
    request: { model: 'raven-core', messages: [], ...request },
    exchanges: [token, { phase: 'chat', request: asked(asks), response: answered(body, 'text/event-stream') }],
    expect: expect as Fixture['expect'],
    body,
  });
}

const so = (text: string): object => ({ type: 'model', text });
const end = (text: string, finish_reason: string, metadata?: object): object => ({
  ...so(text),
  finish_reason,
  metadata,
});
const greeting = sse(
  so('God '),
  so('God morg\u00f6n'),
  so('God morg\u00f6n, '),
  end('God morg\u00f6n, du.', 'stop', { input_tokens: 7, output_tokens: 6 }),
);
const story = sse(so('Once'), so('Once upon'), end('Once upon a', 'context'));
const picture = sse(so('A'), so('A cat'), end('A cat.', 'stop'));
const busy = sse(so('Well, '), { error: { message: 'Too many ravens.', type: 'overloaded' } });
const human = (text: string): readonly object[] => [{ type: 'human', text }];

/** What somebody would record of the Raven. */
export const ravenFixtures: readonly Fixture[] = [
  answer(
    'greeting',
    greeting,
    { conversation: [{ type: 'system', text: 'Be brief.' }, ...human('Hello?')], temperature: 0.5, use_search: true },
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello?' },
      ],
      parameters: { temperature: 0.5 },
      extra: { use_search: true },
    },
    { text: 'God morg\u00f6n, du.', finish: 'stop', usage: { inputTokens: 7, outputTokens: 6 } },
  ),
  answer(
    'story',
    story,
    { conversation: human('Tell a story.'), max_tokens: 4 },
    { messages: [{ role: 'user', content: 'Tell a story.' }], parameters: { max_tokens: 4 } },
    { text: 'Once upon a', finish: 'length' },
  ),
  made({
    name: 'picture',
    request: {
      model: 'raven-edge',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image', file: 'cat.png' },
          ],
        },
      ],
    },
    exchanges: [
      token,
      upload,
      {
        phase: 'chat',
        request: asked({
          model_name: 'raven-edge',
          conversation: [
            { type: 'human', text: 'What is it?', media_urls: ['https://files.raven.example/a|b/cat.png?sig=x%2Fy'] },
          ],
        }),
        response: answered(picture, 'text/event-stream'),
      },
    ],
    expect: { text: 'A cat.', finish: 'stop' },
    body: picture,
  }),
  answer(
    'busy',
    busy,
    { conversation: human('Hello?') },
    { messages: [{ role: 'user', content: 'Hello?' }] },
    { error: 'server_error' },
  ),
  made({
    name: 'signed-out',
    request: { model: 'raven-core', messages: [{ role: 'user', content: 'Hello?' }] },
    exchanges: [{ ...token, response: { status: 401, json: { error: 'Sign in.' } } }],
    expect: { error: 'auth_rejected' },
  }),
];
