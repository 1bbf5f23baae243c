import type { Exchange, Fixture, FixtureRequest } from '../../../../src/fixtures/fixture.ts';
import { answered, made, sse, tool, toolCall, type Body } from '../made-fixtures.ts';

const headers = { 'x-egret-key': '{{apiKey}}' };

function asked(json: object, model = 'egret-pro'): Exchange['request'] {
  return {
    method: 'POST',
    url: `https://egret.example/v1/models/${model}:streamGenerateContent?alt=sse`,
    headers,
    json,
  };
}

function chat(body: Body, json: object, model?: string): Exchange {
  return { phase: 'chat', request: asked(json, model), response: answered(body, 'text/event-stream') };
}

function answer(name: string, body: Body, asks: object, request: Partial<FixtureRequest>, expect: object): Fixture {
  return made({
    name,
    request: { model: 'egret-pro', messages: [], ...request },
    exchanges: [chat(body, asks, request.model)],
    expect: expect as Fixture['expect'],
    body,
  });
}

const uploads = (file: string, type: string, uri: string): Exchange => ({
  phase: 'upload',
  request: { method: 'POST', url: 'https://egret.example/upload/v1/files', headers, form: { file: { file, type } } },
  response: { status: 200, json: { file: { uri } } },
});

const parts = (list: readonly object[], usage: object, finishReason?: string): object => ({
  candidates: [{ content: { role: 'model', parts: list }, ...(finishReason && { finishReason }) }],
  usageMetadata: usage,
});
const used = (promptTokenCount: number, candidatesTokenCount: number, thoughtsTokenCount?: number): object => ({
  promptTokenCount,
  candidatesTokenCount,
  ...(thoughtsTokenCount !== undefined && { thoughtsTokenCount }),
});

const greeting = sse(
  parts([{ text: 'Ol\u00e1, ' }], used(8, 2)),
  parts([{ text: 'bom ' }], used(8, 3)),
  parts([{ text: 'dia.' }], used(8, 5), 'STOP'),
);
const thoughtful = sse(
  parts([{ text: 'Two? ', thought: true }], used(9, 0, 3)),
  parts([{ text: 'Two ' }], used(9, 1, 3)),
  parts([{ text: 'bi' }], used(9, 2, 3), 'MAX_TOKENS'),
);
const picture = sse(parts([{ text: 'A ' }], used(270, 1)), parts([{ text: 'cat.' }], used(270, 2), 'STOP'));
const json = sse(parts([{ text: '{"bird":' }], used(20, 4)), parts([{ text: '"egret"}' }], used(20, 8), 'STOP'));
const busy = sse(parts([{ text: 'Well, ' }], used(8, 2)), {
  error: { code: 503, message: 'Too many egrets.', status: 'UNAVAILABLE' },
});
const called = (city: string): object => ({ functionCall: { name: 'weather', args: { city } } });
const calls = sse(parts([called('Oslo')], used(60, 9)), parts([called('Rome')], used(60, 18), 'STOP'));
const warm = sse(parts([{ text: 'Oslo.' }], used(90, 2), 'STOP'));

const said = (text: string): readonly object[] => [{ role: 'user', parts: [{ text }] }];
const asking = (content: string): Pick<FixtureRequest, 'messages'> => ({ messages: [{ role: 'user', content }] });
const tools = [tool('weather'), tool('time')];
const declared = [{ functionDeclarations: tools.map(({ function: declaration }) => declaration) }];
const schema = { type: 'object', properties: { bird: { type: 'string' } } };
const pictureUri = 'https://egret.example/v1/files/abc-123';

/** What somebody would record of the Egret. */
export const egretFixtures: readonly Fixture[] = [
  answer(
    'greeting',
    greeting,
    {
      contents: said('Hello?'),
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: { temperature: 0.5 },
    },
    {
      model: 'egret-flash',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello?' },
      ],
      parameters: { temperature: 0.5 },
    },
    { text: 'Ol\u00e1, bom dia.', finish: 'stop', usage: { inputTokens: 8, outputTokens: 5 } },
  ),
  answer(
    'thoughtful',
    thoughtful,
    { contents: said('How many?'), generationConfig: { maxOutputTokens: 5 } },
    { ...asking('How many?'), parameters: { max_tokens: 5 } },
    { text: 'Two bi', finish: 'length', usage: { inputTokens: 9, outputTokens: 5 } },
  ),
  made({
    name: 'picture',
    request: {
      model: 'egret-pro',
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
      uploads('cat.png', 'image/png', pictureUri),
      chat(picture, {
        contents: [{ role: 'user', parts: [{ text: 'What is it?' }, { fileData: { fileUri: pictureUri } }] }],
      }),
    ],
    expect: { text: 'A cat.', finish: 'stop' },
    body: picture,
  }),
  made({
    name: 'paper',
    request: {
      model: 'egret-pro',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'pdf', file: 'paper.pdf' },
            { type: 'text', text: 'What is it about?' },
          ],
        },
      ],
    },
    exchanges: [
      uploads('paper.pdf', 'application/pdf', 'https://egret.example/v1/files/def-456'),
      chat(picture, {
        contents: [
          {
            role: 'user',
            parts: [{ fileData: { fileUri: 'https://egret.example/v1/files/def-456' } }, { text: 'What is it about?' }],
          },
        ],
      }),
    ],
    expect: { text: 'A cat.', finish: 'stop' },
    body: picture,
  }),
  answer(
    'calls',
    calls,
    { contents: said('Is Oslo warmer than Rome?'), tools: declared },
    { ...asking('Is Oslo warmer than Rome?'), tools },
    {
      text: '',
      finish: 'tool-calls',
      toolCalls: [
        { name: 'weather', arguments: '{"city":"Oslo"}' },
        { name: 'weather', arguments: '{"city":"Rome"}' },
      ],
    },
  ),
  answer(
    'results',
    warm,
    {
      tools: declared,
      contents: [
        ...said('Is Oslo warmer than Rome?'),
        {
          role: 'model',
          parts: [{ text: 'Let me look.' }, called('Oslo'), { functionCall: { name: 'time', args: { city: 'Rome' } } }],
        },
        { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { result: '21' } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'time', response: { result: '17:00' } } }] },
      ],
    },
    {
      tools,
      messages: [
        { role: 'user', content: 'Is Oslo warmer than Rome?' },
        {
          role: 'assistant',
          content: 'Let me look.',
          tool_calls: [toolCall('call_1', 'weather', '{"city":"Oslo"}'), toolCall('call_2', 'time', '{"city":"Rome"}')],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '21' },
        { role: 'tool', tool_call_id: 'call_2', content: '17:00' },
      ],
    },
    { text: 'Oslo.', finish: 'stop' },
  ),
  answer(
    'schema',
    json,
    {
      contents: said('A bird.'),
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema },
    },
    { ...asking('A bird.'), response_format: { type: 'json_schema', json_schema: { name: 'bird', schema } } },
    { text: '{"bird":"egret"}', finish: 'stop' },
  ),
  answer(
    'object',
    json,
    { contents: said('A bird as JSON.'), generationConfig: { responseMimeType: 'application/json' } },
    { ...asking('A bird as JSON.'), response_format: { type: 'json_object' } },
    { text: '{"bird":"egret"}', finish: 'stop' },
  ),
  answer('busy', busy, { contents: said('Hello?') }, asking('Hello?'), { error: 'server_error' }),
  made({
    name: 'refused',
    request: { model: 'egret-pro', ...asking('Hello?') },
    exchanges: [
      {
        phase: 'chat',
        request: asked({ contents: said('Hello?') }),
        response: { status: 403, json: { error: { code: 403, message: 'Not for you.', status: 'PERMISSION_DENIED' } } },
      },
    ],
    expect: { error: 'permission_denied' },
  }),
];
