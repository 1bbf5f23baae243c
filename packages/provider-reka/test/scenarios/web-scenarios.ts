import { ask, askAbout, cutsInCharacters, madeUp, refusal, scenario, sources, type Scenario } from './scenario.ts';
import {
  answered,
  bucket,
  chat,
  cumulative,
  greeting,
  greetingTurn,
  refused,
  token,
  upload,
  uploadedTo,
  usageOf,
  webEvent,
} from './web-frame.ts';

const hello = [' Hello', ' Hello!', ' Hello! How can I help?\n\n'];
const json = { 'content-type': 'application/json' } as const;
const html = { 'content-type': 'text/html; charset=utf-8' } as const;

const sdkTexts = ['Hello', '!', ' How', ' can', ' I', ' help', ' you', ' today', '?', ' If'].map(
  (_, index, words) => ` ${words.slice(0, index + 1).join('')}`,
);

const yasa = "  Hello! 😄 I'm Yasa, a helpful AI assistant. I'm doing great today! How are you doing today?";

const pictureTurn = (text: string, image = uploadedTo): object => ({
  type: 'human',
  text,
  image_url: image,
  media_type: 'image',
});

const catTexts = [
  ' An orange',
  ' An orange cat is sitting on a desk',
  ' An orange cat is sitting on a desk in front of a keyboard.\n\n',
];

function picture(name: string, response: NonNullable<Parameters<typeof upload>[2]>, address: string): Scenario {
  const file = `${name}.sse`;
  const events = cumulative(catTexts);
  return scenario(
    name,
    sources.webClients,
    askAbout('reka-core', 'What is in the image?'),
    [
      token(),
      upload('dot.png', 'image/png', response),
      chat([pictureTurn('What is in the image?', address)], {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        file,
        chunks: events.map((event) => [40, Buffer.byteLength(event)] as const),
      }),
    ],
    { text: catTexts.at(-1) ?? '', finish: 'stop', usage: usageOf(catTexts) },
    { [file]: events.join('') },
  );
}

const answers: readonly Scenario[] = [
  answered('normal', sources.webClients, cumulative(hello), {
    text: ' Hello! How can I help?\n\n',
    finish: 'stop',
    usage: usageOf(hello),
  }),
  answered('texts-of-v1', sources.sdkIssue, cumulative(sdkTexts), {
    text: ' Hello! How can I help you today? If',
    finish: 'stop',
    usage: usageOf(sdkTexts),
  }),
  answered('two-leading-spaces', sources.recaProxy, cumulative(['  Hello!', '  Hello! 😄', yasa]), {
    text: yasa,
    finish: 'stop',
    usage: usageOf(['', '', '']),
  }),
  answered(
    'repeated-substrings',
    madeUp('an answer that repeats itself'),
    cumulative([' ha', ' haha', ' haha ha', ' haha ha haha']),
    { text: ' haha ha haha', finish: 'stop', usage: { inputTokens: 12, outputTokens: 4 } },
  ),
  answered(
    'separator-leak',
    sources.recaProxy,
    cumulative([' Hello', ' Hello there.\n <', ' Hello there.\n <s', ' Hello there.\n <sep', ' Hello there.']),
    {
      text: ' Hello there.',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 5 },
    },
  ),
  answered(
    'angle-bracket-in-code',
    madeUp('code that looks like a started marker'),
    cumulative([' Use `a <', ' Use `a <s', ' Use `a <span>` here.']),
    { text: ' Use `a <span>` here.', finish: 'stop', usage: { inputTokens: 12, outputTokens: 3 } },
  ),
  answered(
    'text-revised',
    madeUp('an answer that is rewritten'),
    cumulative([' The dog', ' The cat', ' The cat sleeps.']),
    {
      text: ' The cat sleeps.',
      finish: 'stop',
      usage: { inputTokens: 12, outputTokens: 3 },
    },
  ),
  answered(
    'length',
    sources.recaProxy,
    [
      webEvent({ type: 'model', text: ' One, two' }),
      webEvent({ type: 'model', text: ' One, two, three', finish_reason: 'length' }),
    ],
    { text: ' One, two, three', finish: 'length' },
  ),
  answered(
    'context-full',
    sources.oldDocs,
    [
      webEvent({
        type: 'model',
        text: ' One',
        finish_reason: 'context',
        metadata: { input_tokens: 8192, generated_tokens: 1 },
      }),
    ],
    { text: ' One', finish: 'length', usage: { inputTokens: 8192, outputTokens: 1 } },
  ),
  answered(
    'missing-metadata',
    sources.recaProxy,
    [webEvent({ type: 'model', text: ' Hello' }), webEvent({ type: 'model', text: ' Hello!', finish_reason: 'stop' })],
    { text: ' Hello!', finish: 'stop' },
  ),
  answered(
    'unknown-events-and-types',
    madeUp('events of the code interpreter'),
    [webEvent({ progress: 1 }, 'progress'), webEvent({ type: 'tool', text: 'searching' }), ...cumulative(hello)],
    { text: ' Hello! How can I help?\n\n', finish: 'stop', usage: usageOf(hello) },
  ),
  answered(
    'heartbeats',
    madeUp('comments'),
    [': ping\n\n', ...cumulative(hello).flatMap((event) => [event, ': ping\n\n'])],
    {
      text: ' Hello! How can I help?\n\n',
      finish: 'stop',
      usage: usageOf(hello),
    },
  ),
  answered(
    'crlf',
    madeUp('CRLF line ends'),
    cumulative(hello).map((event) => event.replaceAll('\n', '\r\n')),
    { text: ' Hello! How can I help?\n\n', finish: 'stop', usage: usageOf(hello) },
  ),
  answered(
    'split-utf8',
    madeUp('network chunks'),
    cumulative([' Привет', ' Привет, 👋', ' Привет, 👋 мир!']),
    { text: ' Привет, 👋 мир!', finish: 'stop', usage: { inputTokens: 12, outputTokens: 3 } },
    { cuts: cutsInCharacters(cumulative([' Привет', ' Привет, 👋', ' Привет, 👋 мир!']).join('')) },
  ),
  answered(
    'slow-first-byte',
    madeUp('times'),
    cumulative(hello),
    { text: ' Hello! How can I help?\n\n', finish: 'stop', usage: usageOf(hello) },
    { firstAfterMs: 2500 },
  ),
  answered('done-marker', madeUp('an end marker'), [...cumulative(hello), 'data: [DONE]\n\n'], {
    text: ' Hello! How can I help?\n\n',
    finish: 'stop',
    usage: usageOf(hello),
  }),
  refused(
    'json-although-streaming',
    sources.recaProxy,
    {
      status: 200,
      headers: json,
      json: { type: 'model', text: ' B', finish_reason: 'stop', metadata: { input_tokens: 39, generated_tokens: 2 } },
    },
    { text: ' B', finish: 'stop', usage: { inputTokens: 39, outputTokens: 2 } },
  ),
];

const conversations: readonly Scenario[] = [
  scenario(
    'prefilled-answer',
    sources.oldDocs,
    {
      model: 'reka-core',
      messages: [
        { role: 'user', content: 'Which letter comes after A?' },
        { role: 'assistant', content: 'Final answer: [' },
      ],
    },
    [
      token(),
      chat(
        [
          { type: 'human', text: 'Which letter comes after A?' },
          { type: 'model', text: 'Final answer: [' },
        ],
        {
          status: 200,
          headers: json,
          json: {
            type: 'model',
            text: 'B',
            finish_reason: 'stop',
            metadata: { input_tokens: 39, generated_tokens: 2 },
          },
        },
      ),
    ],
    { text: 'B', finish: 'stop', usage: { inputTokens: 39, outputTokens: 2 } },
  ),
  scenario(
    'turns-that-alternate',
    sources.webClients,
    {
      model: 'reka-flash',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello.' },
        { role: 'user', content: 'Who are you?' },
        { role: 'assistant', content: 'Yasa.' },
        { role: 'user', content: 'And who made you?' },
      ],
      parameters: { seed: 1_714_789_076 },
    },
    [
      token(),
      chat(
        [
          { type: 'human', text: 'Be brief.\n\nHello.\n\nWho are you?' },
          { type: 'model', text: 'Yasa.' },
          { type: 'human', text: 'And who made you?' },
        ],
        { status: 200, headers: json, json: { type: 'model', text: ' Reka.', finish_reason: 'stop' } },
        { model_name: 'reka-flash', random_seed: 1_714_789_076 },
      ),
    ],
    { text: ' Reka.', finish: 'stop' },
  ),
  scenario(
    'media-on-first-turn',
    sources.webClients,
    {
      model: 'reka-core',
      messages: [
        ...askAbout('reka-core', 'What is in the image?').messages,
        { role: 'assistant', content: 'A cat.' },
        { role: 'user', content: 'What colour is it?' },
      ],
    },
    [
      token(),
      upload(),
      chat(
        [
          pictureTurn('What is in the image?'),
          { type: 'model', text: 'A cat.' },
          { type: 'human', text: 'What colour is it?' },
        ],
        { status: 200, headers: json, json: { type: 'model', text: ' Orange.', finish_reason: 'stop' } },
      ),
    ],
    { text: ' Orange.', finish: 'stop' },
  ),
  scenario(
    'search',
    sources.webClients,
    { ...ask('reka-core', 'Who won?'), extra: { use_search_engine: true } },
    [
      token(),
      chat(
        [{ type: 'human', text: 'Who won?' }],
        {
          status: 200,
          headers: json,
          json: {
            type: 'model',
            text: ' Portugal won.',
            finish_reason: 'stop',
            retrieved_chunks: [
              { sourceDocument: 'https://en.wikipedia.org/wiki/Example', text: 'A final.', score: 0.9 },
            ],
          },
        },
        { use_search_engine: true },
      ),
    ],
    {
      text: ' Portugal won.',
      finish: 'stop',
      events: [
        { type: 'text-delta', text: ' Portugal won.' },
        { type: 'source', url: 'https://en.wikipedia.org/wiki/Example', text: 'A final.' },
        { type: 'finish', reason: 'stop', rawReason: 'stop' },
      ],
    },
  ),
];

const uploads: readonly Scenario[] = [
  picture('image', { status: 200, headers: json, json: { media_url: uploadedTo, image_url: uploadedTo } }, uploadedTo),
  picture('upload-media-url', { status: 200, headers: json, json: { media_url: uploadedTo } }, uploadedTo),
  picture(
    'upload-image-url',
    { status: 200, headers: json, json: { image_url: `${bucket}{{other}}==` } },
    `${bucket}{{other}}==`,
  ),
  scenario(
    'upload-without-address',
    madeUp('an upload without address'),
    askAbout('reka-core', 'What is it?'),
    [token(), upload('dot.png', 'image/png', { status: 200, headers: json, json: { ok: true } })],
    { error: 'protocol_error' },
  ),
  scenario(
    'upload-too-large',
    madeUp('a refused upload'),
    askAbout('reka-core', 'What is it?'),
    [token(), upload('dot.png', 'image/png', refusal(413, { detail: 'Request Entity Too Large' }))],
    { error: 'limit_exceeded' },
  ),
];

const endings: readonly Scenario[] = [
  answered(
    'no-finish-reason',
    madeUp('a stream without an end'),
    [webEvent({ type: 'model', text: ' Hello' }), webEvent({ type: 'model', text: ' Hello there' })],
    { error: 'stream_truncated' },
  ),
  answered(
    'reset-in-event',
    madeUp('a broken connection'),
    [webEvent({ type: 'model', text: ' Hello' }), 'event: message\ndata: {"type":"mod'],
    { error: 'stream_truncated' },
    { broken: 'reset' },
  ),
  answered(
    'error-in-stream',
    madeUp('an error inside a stream'),
    [
      webEvent({ type: 'model', text: ' Hello' }),
      webEvent({ error: { type: 'server_error', message: 'Something broke' } }),
    ],
    { error: 'server_error' },
  ),
];

const unauthorized = refusal(401, { detail: 'Could not validate credentials' });

const refusals: readonly Scenario[] = [
  scenario(
    'token-renewed',
    madeUp('a 401'),
    greeting,
    [
      token(),
      chat(greetingTurn, unauthorized),
      token(),
      chat(greetingTurn, {
        status: 200,
        headers: json,
        json: { type: 'model', text: ' Hello!', finish_reason: 'stop' },
      }),
    ],
    { text: ' Hello!', finish: 'stop' },
  ),
  scenario(
    'unauthorized-twice',
    madeUp('a 401'),
    greeting,
    [token(), chat(greetingTurn, unauthorized), token(), chat(greetingTurn, unauthorized)],
    { error: 'auth_rejected' },
  ),
  scenario(
    'login-page',
    madeUp('a login page'),
    greeting,
    [token({ status: 200, headers: html, file: 'login-page.html' })],
    { error: 'auth_rejected' },
    { 'login-page.html': '<!DOCTYPE html><html><head><title>Log in | Reka</title></head><body>Log in</body></html>' },
  ),
  scenario(
    'login-redirect',
    madeUp('a redirect'),
    greeting,
    [token({ status: 302, headers: { location: 'https://auth.reka.ai/u/login' } })],
    { error: 'auth_rejected' },
  ),
  scenario('signed-out', madeUp('a signed-out session'), greeting, [token({ status: 200, headers: json, json: {} })], {
    error: 'auth_expired',
  }),
  scenario(
    'not-authenticated',
    {
      ...sources.webClients,
      from: 'auth0/nextjs-auth0 v3.5.0, withApiAuthRequired: its answer; that Reka gives it is an inference',
    },
    greeting,
    [
      token(
        refusal(401, {
          error: 'not_authenticated',
          description: 'The user does not have an active session or is not authenticated',
        }),
      ),
    ],
    { error: 'auth_rejected' },
  ),
  refused('forbidden', madeUp('a 403'), refusal(403, { detail: 'Forbidden' }), { error: 'permission_denied' }),
  refused(
    'invalid-detail-list',
    sources.oldDocs,
    refusal(422, { detail: [{ loc: ['body', 'model_name'], msg: 'Unknown model', type: 'value_error' }] }),
    { error: 'bad_request' },
  ),
  refused('rate-limited', sources.recaProxy, refusal(429, { detail: 'Rate limited' }), { error: 'rate_limited' }),
  refused(
    'rate-limited-retry-after',
    sources.recaProxy,
    refusal(429, { detail: 'Rate limited' }, { 'retry-after': '30' }),
    {
      error: 'rate_limited',
    },
  ),
  refused('server-error', madeUp('a 500'), refusal(500, { detail: 'Internal Server Error' }), {
    error: 'server_error',
  }),
  refused('unavailable', madeUp('a 503'), refusal(503, { detail: 'Service Unavailable' }), { error: 'server_error' }),
  refused(
    'challenged',
    madeUp('a page of a bot protection'),
    { status: 403, headers: { ...html, 'cf-mitigated': 'challenge' }, file: 'challenged.html' },
    { error: 'challenged' },
    { 'challenged.html': '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>' },
  ),
];

/** The web session. */
export const webScenarios: readonly Scenario[] = [...answers, ...conversations, ...uploads, ...endings, ...refusals];
