import {
  answered,
  chat,
  chunk,
  conversation,
  counts,
  delta,
  done,
  models,
  refused,
  usage,
  whole,
} from './api-frame.ts';
import { apiToolScenarios } from './api-tool-scenarios.ts';
import { ask, askAbout, madeUp, refusal, scenario, sources, streamed, type Scenario } from './scenario.ts';

const helloEvents = [
  delta({ role: 'assistant', content: '' }),
  delta({ content: ' Hello' }),
  delta({ content: '!' }),
  delta({}, 'stop'),
  chunk({ choices: [], usage: counts }),
  done,
];

const greetInGerman = [
  { role: 'system', content: 'Answer in German, and be brief.' },
  { role: 'user', content: 'Say hello.' },
] as const;

const germanEvents = [
  delta({ role: 'assistant', content: '' }),
  delta({ content: ' Grüß' }),
  delta({ content: ' Gott!' }),
  delta({}, 'stop'),
  chunk({ choices: [], usage: { prompt_tokens: 21, completion_tokens: 5, total_tokens: 26 } }),
  done,
];

const sdkWords = [' Hello', '!', ' How', ' can', ' I', ' help', ' you', ' today', '?', ' If'];
const sdkTexts = sdkWords.map((_, index) => sdkWords.slice(0, index + 1).join(''));

const rateLimitHeaders = {
  date: 'Mon, 23 Jun 2025 20:32:19 GMT',
  server: 'uvicorn',
  'x-ratelimit-limit': '60',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': '1750710800.5404356',
} as const;

const dish = ' The dish in the image appears to be a vegan-friendly meal.';

const answers: readonly Scenario[] = [
  answered('normal', sources.newDocs, helloEvents, { text: ' Hello!', finish: 'stop', usage }),
  answered(
    'cumulative',
    sources.sdkIssue,
    [...sdkTexts.map((content) => delta({ content })), delta({ content: sdkTexts.at(-1) }, 'stop'), done],
    { text: ' Hello! How can I help you today? If', finish: 'stop' },
  ),
  answered(
    'usage-in-own-names',
    sources.newDocs,
    [
      delta({ content: ' Hello' }),
      delta({}, 'stop'),
      chunk({ choices: [], usage: { input_tokens: 10, output_tokens: 3 } }),
      done,
    ],
    { text: ' Hello', finish: 'stop', usage },
  ),
  answered(
    'reasoning',
    sources.researchDocs,
    [
      delta({ reasoning_content: 'They greet me.' }),
      delta({
        reasoning_steps: [
          {
            role: 'assistant',
            tool_calls: [{ id: '1', name: 'search_web', args: { query: 'UEFA Nations League 2025 winner' } }],
          },
        ],
      }),
      delta({ content: ' Portugal.' }),
      delta({}, 'stop'),
      done,
    ],
    { text: ' Portugal.', finish: 'stop' },
    {},
    ask('reka-flash-research', 'Say hello.'),
  ),
  answered('length', sources.newDocs, [delta({ content: ' One' }), delta({}, 'length'), done], {
    text: ' One',
    finish: 'length',
  }),
  answered('without-done', madeUp('a stream without its end marker'), helloEvents.slice(0, -1), {
    text: ' Hello!',
    finish: 'stop',
    usage,
  }),
  answered(
    'heartbeats',
    madeUp('comments'),
    helloEvents.flatMap((event) => [': ping\n\n', event]),
    {
      text: ' Hello!',
      finish: 'stop',
      usage,
    },
  ),
  refused(
    'json-although-streaming',
    sources.notebook,
    whole({ role: 'assistant', content: ' Ich liebe Programmieren.\n\n' }),
    {
      text: ' Ich liebe Programmieren.\n\n',
      finish: 'stop',
    },
  ),
  refused(
    'long-greeting',
    sources.notebook,
    whole(
      {
        role: 'assistant',
        content:
          ' Hello! How can I help you today? If you have a question, need assistance, or just want to chat, feel free to let me know. Have a great day!\n\n',
      },
      { usage: counts },
    ),
    {
      text: ' Hello! How can I help you today? If you have a question, need assistance, or just want to chat, feel free to let me know. Have a great day!\n\n',
      finish: 'stop',
      usage,
    },
  ),
  scenario(
    'system',
    {
      ...sources.newDocs,
      from: 'docs.reka.ai: quickstart (2025-06 to 2026): the frame and the roles; the words are made up',
    },
    { model: 'reka-flash', messages: greetInGerman },
    [conversation(greetInGerman, streamed('system.sse', germanEvents))],
    { text: ' Grüß Gott!', finish: 'stop', usage: { inputTokens: 21, outputTokens: 5 } },
    { 'system.sse': germanEvents.join('') },
  ),
  scenario(
    'image',
    sources.vibeEval,
    { ...askAbout('reka-flash', 'Is this vegan?'), stream: false },
    [
      chat(
        'reka-flash',
        [
          { type: 'text', text: 'Is this vegan?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,{{dot.png:base64}}' } },
        ],
        whole({ role: 'assistant', content: dish }),
        { stream: false },
      ),
    ],
    { text: dish, finish: 'stop' },
  ),
  scenario(
    'parameters',
    sources.newDocs,
    {
      ...ask('reka-flash-3', 'Say hello.'),
      stream: false,
      parameters: { temperature: 0.4, max_tokens: 64, stop: ['.'], seed: 7 },
    },
    [
      chat('reka-flash-3', 'Say hello.', whole({ role: 'assistant', content: ' Hello' }), {
        stream: false,
        temperature: 0.4,
        max_tokens: 64,
        stop: ['.'],
        seed: 7,
      }),
    ],
    { text: ' Hello', finish: 'stop' },
  ),
];

const hello = chat('reka-flash', 'Say hello.', whole({ role: 'assistant', content: ' Hello' }), { stream: false });
const sayHello = { ...ask('reka-flash', 'Say hello.'), stream: false };
const lists: readonly Scenario[] = [
  scenario(
    'models-data',
    sources.newDocs,
    sayHello,
    [
      hello,
      models({
        object: 'list',
        data: [
          { id: 'reka-flash-3', object: 'model', created: 1_741_000_000, owned_by: 'reka', input_modalities: ['text'] },
          {
            id: 'reka-edge-2603',
            object: 'model',
            created: 1_772_000_000,
            owned_by: 'reka',
            input_modalities: ['text', 'image'],
          },
        ],
      }),
    ],
    { text: ' Hello', finish: 'stop' },
  ),
  scenario(
    'models-ids',
    { ...sources.newDocs, at: '2024-05-15T12:00:00Z', from: 'docs.reka.ai available-models (2024-05)' },
    sayHello,
    [
      hello,
      models(
        [
          'reka-core',
          'reka-core-20240415',
          'reka-core-20240501',
          'reka-flash',
          'reka-flash-20240226',
          'reka-edge',
          'reka-edge-20240208',
        ].map((id) => ({ id })),
      ),
    ],
    { text: ' Hello', finish: 'stop' },
  ),
  scenario('models-names', sources.oldDocs, sayHello, [hello, models(['default', 'reka-flash', 'reka-edge'])], {
    text: ' Hello',
    finish: 'stop',
  }),
];

const endings: readonly Scenario[] = [
  answered('no-finish-reason', madeUp('a stream without an end'), [delta({ content: ' Hello' })], {
    error: 'stream_truncated',
  }),
  answered(
    'reset-in-event',
    madeUp('a broken connection'),
    [delta({ content: ' Hello' }), 'data: {"choi'],
    { error: 'stream_truncated' },
    { broken: 'reset' },
  ),
  answered(
    'error-in-stream',
    sources.newDocs,
    [delta({ content: ' Hello' }), 'data: {"error":{"type":"server_error","message":"Something broke"}}\n\n'],
    { error: 'server_error' },
  ),
];

const refusals: readonly Scenario[] = [
  refused(
    'unauthorized',
    sources.newDocs,
    refusal(401, { error: { type: 'authentication_error', message: 'Invalid API key' } }),
    {
      error: 'auth_rejected',
    },
  ),
  refused(
    'not-found',
    sources.newDocs,
    refusal(404, { error: { type: 'not_found_error', message: 'Video not found', param: 'video_id' } }),
    {
      error: 'bad_request',
    },
  ),
  refused(
    'rate-limited',
    sources.researchDocs,
    refusal(
      429,
      { error: { type: 'rate_limit_error', message: 'Too many requests' } },
      { ...rateLimitHeaders, 'retry-after': '60' },
    ),
    { error: 'rate_limited' },
  ),
  refused(
    'rate-limited-until',
    sources.researchDocs,
    refusal(429, { error: { type: 'rate_limit_error', message: 'Too many requests' } }, rateLimitHeaders),
    { error: 'rate_limited' },
  ),
  refused(
    'no-credit',
    sources.newDocs,
    refusal(429, { error: { type: 'rate_limit_error', message: 'P001: Insufficient Balance' } }),
    { error: 'quota_exhausted' },
  ),
  refused(
    'too-many-images',
    sources.liveProbe,
    refusal(400, { error: { type: 'validation_error', message: 'At most 3 images are allowed' } }),
    { error: 'limit_exceeded' },
  ),
  scenario(
    'json-object-refused',
    sources.liveProbe,
    { ...ask('reka-flash', 'Say hello.'), extra: { research: { parallel_thinking: { mode: 'low' } } } },
    [
      chat(
        'reka-flash',
        'Say hello.',
        refusal(400, {
          error: {
            type: 'validation_error',
            message: "Unsupported response_format type: 'json_object'. Supported types are 'text' and 'json_schema'.",
          },
        }),
        { research: { parallel_thinking: { mode: 'low' } } },
      ),
    ],
    { error: 'bad_request' },
  ),
  refused(
    'invalid-detail-list',
    sources.newDocs,
    refusal(422, { detail: [{ loc: ['body', 'messages'], msg: 'Field required', type: 'missing' }] }),
    { error: 'bad_request' },
  ),
  refused('unavailable', sources.liveProbe, refusal(503, { error: 'Service unavailable' }), { error: 'server_error' }),
  refused(
    'server-error',
    sources.newDocs,
    refusal(500, { error: { type: 'server_error', message: 'Internal error' } }),
    {
      error: 'server_error',
    },
  ),
];

/** The official API. */
export const apiScenarios: readonly Scenario[] = [...answers, ...apiToolScenarios, ...lists, ...endings, ...refusals];
