import { expect, test } from 'vitest';
import { hello, pixel, post, refusalOf, start, weather } from './talk.ts';

const flash = 'gemini-3.8-flash';
const flash25 = 'gemini-2.5-flash';
const user = (...parts: object[]): object => ({ contents: [{ role: 'user', parts }] });
const inline = (mimeType: string, data: string): object => ({ inlineData: { mimeType, data } });
const uri = (fileUri: string): object => ({ fileData: { fileUri, mimeType: 'image/png' } });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const skip = { thoughtSignature: 'skip_thought_signature_validator' };
const call = (name = 'get_weather', more: object = skip): object => ({ functionCall: { name, args: {} }, ...more });
const result = (name = 'get_weather', response: unknown = { output: 18 }): object => ({
  functionResponse: { name, response },
});
const turns = (...contents: object[][]): object => ({
  contents: contents.map((parts, index) => ({ role: index % 2 === 0 ? 'user' : 'model', parts })),
});
const text = { text: 'a' };
const config = (generationConfig: object): object => ({ generationConfig });
const declared = (...functionDeclarations: object[]): object => ({ tools: [{ functionDeclarations }] });
const parameters = (schema: object): object => declared({ name: 'f', parameters: schema });

test.each<[name: string, model: string, body: object, message: RegExp, status?: number]>([
  ['no contents', flash, { contents: [] }, /^\* GenerateContentRequest\.contents: contents is not specified\n$/],
  [
    'an unknown field',
    flash,
    { messages: [] },
    /^Invalid JSON payload received\. Unknown name "messages": Cannot find field\.$/,
  ],
  [
    'an unknown field of a part',
    flash,
    user({ type: 'text', text: 'a' }),
    /Unknown name "type" at 'contents\[0\]\.parts\[0\]': Cannot find field\.$/,
  ],
  [
    'an unknown role',
    flash,
    { contents: [{ role: 'assistant', parts: [text] }] },
    /^Please use a valid role: user, model\.$/,
  ],
  [
    'no parts',
    flash,
    { contents: [{ role: 'user', parts: [] }] },
    /contents\[0\]\.parts: contents\.parts must not be empty\./,
  ],
  [
    'a part without data',
    flash,
    user({ thought: true }),
    /parts\[0\]\.data: required oneof field 'data' must have one initialized field/,
  ],
  [
    'a part with two',
    flash,
    user({ text: 'a', inlineData: { mimeType: 'image/png', data: pixel } }),
    /oneof field 'data' is already set/,
  ],
  [
    'a text that is none',
    flash,
    user({ text: 1 }),
    /^Invalid value at 'contents\[0\]\.parts\[0\]\.text' \(TYPE_STRING\), 1$/,
  ],
  ['an unknown type of a file', flash, user(inline('image/bmp', pixel)), /^Unsupported MIME type: image\/bmp$/],
  ['an unknown document', flash, user(inline('application/zip', pixel)), /^Unsupported MIME type: application\/zip$/],
  [
    'base64 that is none',
    flash,
    user(inline('image/png', 'a b')),
    /inline_data\.data' \(TYPE_BYTES\), Base64 decoding failed for "a b"$/,
  ],
  ['a picture that is none', flash, user(inline('image/png', base64('hello'))), /^Unable to process input image\./],
  ['a PDF that is none', flash, user(inline('application/pdf', base64('hello'))), /^The document has no pages\.$/],
  [
    'a file that was never uploaded',
    flash,
    user(uri('https://generativelanguage.googleapis.com/v1beta/files/abc')),
    /^You do not have permission to access the File abc or it may not exist\.$/,
    403,
  ],
  ['an address without TLS', flash, user(uri('http://example.com/a.png')), /^Invalid or unsupported file uri/],
  [
    'a result without a call',
    flash,
    turns([result()]),
    /^Please ensure that function response turn comes immediately after a function call turn\.$/,
  ],
  [
    'a call at the beginning',
    flash,
    {
      contents: [
        { role: 'model', parts: [call()] },
        { role: 'user', parts: [result()] },
      ],
    },
    /^Please ensure that function call turn comes immediately after a user turn/,
  ],
  [
    'a call without a result',
    flash,
    turns([text], [call()], [text]),
    /^Please ensure that the number of function response parts is equal/,
  ],
  [
    'a turn of the model at the end',
    flash,
    turns([text], [text]),
    /^Requests ending with a model turn are not supported unless the last part is a function response\.$/,
  ],
  [
    'one result of two',
    flash,
    turns([text], [call(), call('get_time', {})], [result()]),
    /^Please ensure that the number of function response parts is equal/,
  ],
  [
    'results in another order',
    flash,
    turns([text], [call(), call('get_time', {})], [result('get_time'), result()]),
    /expected get_weather, got get_time\.$/,
  ],
  [
    'a result that is text',
    flash,
    turns([text], [call()], [result('get_weather', '18')]),
    /function_response\.response' \(type\.googleapis\.com\/google\.protobuf\.Struct\), "18"$/,
  ],
  [
    'arguments that are text',
    flash,
    turns([text], [{ functionCall: { name: 'f', args: '{}' } }], [result('f')]),
    /function_call\.args' \(type\.googleapis\.com\/google\.protobuf\.Struct\)/,
  ],
  [
    'a result without a name',
    flash,
    turns([text], [call()], [result('')]),
    /function_response\.name: Name cannot be empty\./,
  ],
  [
    'a call without its signature',
    flash,
    turns([text], [call('get_weather', {})], [result()]),
    /^Function call is missing a thought_signature in functionCall parts\. .*function call `default_api:get_weather` , position 1\. Please refer to/,
  ],
  [
    'a second step without its signature',
    flash,
    {
      contents: [
        { parts: [text] },
        { role: 'model', parts: [call()] },
        { parts: [result()] },
        { role: 'model', parts: [call('get_time', {})] },
        { parts: [result('get_time')] },
      ],
    },
    /`default_api:get_time` , position 3/,
  ],
  [
    'an empty signature',
    flash,
    turns([text], [call('get_weather', { thoughtSignature: '' })], [result()]),
    /^Function call is missing a thought_signature/,
  ],
  [
    'a signature that is made up',
    flash,
    turns(
      [text],
      [call('get_weather', { thoughtSignature: base64('made up, and long enough for a digest to be in it') })],
      [result()],
    ),
    /^Corrupted thought signature\.$/,
  ],
  [
    'a signature of a text that is made up',
    flash,
    turns([text], [{ ...text, thoughtSignature: base64('x') }], [text]),
    /^Corrupted thought signature\.$/,
  ],
  [
    'a name with a space',
    flash,
    declared({ name: 'a b' }),
    /function_declarations\[0\]\.name: \[FIELD_INVALID\] Invalid function name\./,
  ],
  ['a function twice', flash, declared(weather, weather), /^Duplicate function declaration found: get_weather$/],
  [
    'both kinds of parameters',
    flash,
    declared({ ...weather, parametersJsonSchema: {} }),
    /only one of parameters and parameters_json_schema can be set/,
  ],
  [
    'additionalProperties',
    flash,
    parameters({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }),
    /^Invalid JSON payload received\. Unknown name "additionalProperties" at 'tools\[0\]\.function_declarations\[0\]\.parameters': Cannot find field\.$/,
  ],
  [
    'a reference',
    flash,
    parameters({ type: 'object', properties: { a: { $ref: '#/$defs/A' } } }),
    /Unknown name "\$ref" at 'tools\[0\]\.function_declarations\[0\]\.parameters\.properties\["a"\]'/,
  ],
  ['const', flash, parameters({ type: 'object', properties: { a: { const: 1 } } }), /Unknown name "const"/],
  ['a list of types', flash, parameters({ type: ['object', 'null'] }), /parameters\.type: must be one of/],
  [
    'an object without properties',
    flash,
    parameters({ type: 'object' }),
    /parameters\.properties: should be non-empty for OBJECT type/,
  ],
  [
    'an array without items',
    flash,
    parameters({ type: 'object', properties: { a: { type: 'array' } } }),
    /\.items: missing field\./,
  ],
  [
    'an enum of numbers',
    flash,
    parameters({ type: 'object', properties: { a: { type: 'integer', enum: [1] } } }),
    /\.enum: only allowed for STRING type/,
  ],
  [
    'a required property that is not there',
    flash,
    parameters({ type: 'object', properties: { a: { type: 'string' } }, required: ['b'] }),
    /\.required\[0\]: property is not defined/,
  ],
  [
    'allowed names without mode ANY',
    flash,
    {
      ...declared(weather),
      toolConfig: { functionCallingConfig: { mode: 'AUTO', allowedFunctionNames: ['get_weather'] } },
    },
    /allowed_function_names should be set only when mode is ANY/,
  ],
  [
    'an allowed name that is not there',
    flash,
    { ...declared(weather), toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['x'] } } },
    /x is not in function_declarations/,
  ],
  [
    'mode ANY without functions',
    flash,
    { toolConfig: { functionCallingConfig: { mode: 'ANY' } } },
    /set without function_declarations/,
  ],
  [
    'an unknown mode',
    flash,
    { toolConfig: { functionCallingConfig: { mode: 'auto' } } },
    /function_calling_config\.mode' \(type\.googleapis\.com\/google\.ai\.generativelanguage\.v1beta\.FunctionCallingConfig\.Mode\), "auto"$/,
  ],
  [
    'functions of a model without',
    'gemma-3-27b-it',
    declared(weather),
    /^Function calling is not enabled for models\/gemma-3-27b-it$/,
  ],
  [
    'an instruction of a model without',
    'gemma-3-27b-it',
    { systemInstruction: { parts: [text] } },
    /^Developer instruction is not enabled for models\/gemma-3-27b-it$/,
  ],
  [
    'functions with JSON',
    flash25,
    { ...declared(weather), ...config({ responseMimeType: 'application/json' }) },
    /^Function calling with a response mime type: 'application\/json' is unsupported$/,
  ],
  [
    'a schema without JSON',
    flash,
    config({ responseJsonSchema: { type: 'object' } }),
    /response_schema: only allowed when response_mime_type is 'application\/json'/,
  ],
  [
    'another mime type of the answer',
    flash,
    config({ responseMimeType: 'text/html' }),
    /response_mime_type: allowed mimetypes are/,
  ],
  [
    'additionalProperties in a response schema',
    flash,
    config({ responseMimeType: 'application/json', responseSchema: { type: 'object', additionalProperties: false } }),
    /at 'generation_config\.response_schema': Cannot find field/,
  ],
  ['a temperature above 2', flash, config({ temperature: 2.1 }), /temperature must be in the range \[0\.0, 2\.0\]\./],
  ['six stop sequences', flash, config({ stopSequences: ['a', 'b', 'c', 'd', 'e', 'f'] }), /must be between 0 and 5/],
  ['two candidates', flash, config({ candidateCount: 2 }), /^Only one candidate can be specified/],
  ['no output tokens', flash, config({ maxOutputTokens: 0 }), /max_output_tokens must be positive\./],
  [
    'a parameter of another service',
    flash,
    config({ max_tokens: 5 }),
    /Unknown name "max_tokens" at 'generation_config'/,
  ],
  [
    'a level and a budget',
    flash,
    config({ thinkingConfig: { thinkingLevel: 'low', thinkingBudget: 1 } }),
    /^You can only set only one of thinking budget and thinking level\.$/,
  ],
  [
    'a level for an older model',
    flash25,
    config({ thinkingConfig: { thinkingLevel: 'low' } }),
    /^Thinking level is not supported for this model\.$/,
  ],
  [
    'no thoughts of a model that always thinks',
    'gemini-2.5-pro',
    config({ thinkingConfig: { thinkingBudget: 0 } }),
    /^Budget 0 is invalid\. This model only works in thinking mode\.$/,
  ],
  [
    'a small budget',
    'gemini-2.5-pro',
    config({ thinkingConfig: { thinkingBudget: 5 } }),
    /^The thinking budget 5 is invalid\. Please choose a value between 128 and 32768\.$/,
  ],
  [
    'thoughts of a model without',
    'gemma-3-27b-it',
    config({ thinkingConfig: { includeThoughts: true } }),
    /^Thinking is not enabled/,
  ],
  [
    'pictures of a model for text',
    flash,
    config({ responseModalities: ['TEXT', 'IMAGE'] }),
    /does not support the requested response modalities: text,image$/,
  ],
  [
    'an unknown category',
    flash,
    { safetySettings: [{ category: 'HARM', threshold: 'OFF' }] },
    /safety_settings\[0\]\.category' \(type/,
  ],
  [
    'a category twice',
    flash,
    { safetySettings: Array.from({ length: 2 }, () => ({ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' })) },
    /duplicate safety setting/,
  ],
  [
    'an unknown model',
    'gemini-1',
    {},
    /^models\/gemini-1 is not found for API version v1beta, or is not supported for generateContent\./,
    404,
  ],
])('%s is refused', async (_name, model, more, message, status = 400) => {
  const { emulator } = await start();
  const path = `/v1beta/models/${model}:generateContent`;
  const [code, word, said] = await refusalOf(await post(emulator, { ...hello(), ...more }, path));
  const words: Readonly<Record<number, string>> = {
    400: 'INVALID_ARGUMENT',
    403: 'PERMISSION_DENIED',
    404: 'NOT_FOUND',
  };
  expect([code, word]).toEqual([status, words[status]]);
  expect(said).toMatch(message);
});

test.each<[name: string, model: string, body: object]>([
  [
    'fields in snake case',
    flash,
    {
      contents: [{ role: 'user', parts: [{ inline_data: { mime_type: 'image/png', data: pixel } }] }],
      generation_config: { max_output_tokens: 50 },
    },
  ],
  ['a picture under another type of picture', flash, user(inline('image/jpeg', pixel))],
  ['a public address', flash, user(uri('https://example.com/a.png'))],
  ['a video of YouTube', flash, user({ fileData: { fileUri: 'https://www.youtube.com/watch?v=abc' } })],
  ['the stand-in, as text', flash, turns([text], [call()], [result()])],
  [
    'the stand-in, as bytes',
    flash,
    turns([text], [call('get_weather', { thoughtSignature: base64('skip_thought_signature_validator') })], [result()]),
  ],
  [
    'the other stand-in',
    flash,
    turns([text], [call('get_weather', { thoughtSignature: 'context_engineering_is_the_way_to_go' })], [result()]),
  ],
  [
    'two calls of which the first is signed',
    flash,
    turns([text], [call(), call('get_weather', {})], [result(), result()]),
  ],
  ['an unsigned call of an older turn', flash, turns([text], [call('get_weather', {})], [result()], [text], [text])],
  ['an unsigned call of an older model', flash25, turns([text], [call('get_weather', {})], [result()])],
  [
    'results by id in another order',
    flash,
    {
      contents: [
        { parts: [text] },
        {
          role: 'model',
          parts: [
            { functionCall: { id: '1', name: 'a', args: {} }, ...skip },
            { functionCall: { id: '2', name: 'b', args: {} } },
          ],
        },
        {
          parts: [
            { functionResponse: { id: '2', name: 'b', response: {} } },
            { functionResponse: { id: '1', name: 'a', response: {} } },
          ],
        },
      ],
    },
  ],
  [
    'a picture inside a result',
    flash,
    turns(
      [text],
      [call()],
      [{ functionResponse: { name: 'get_weather', response: {}, parts: [inline('image/png', pixel)] } }],
    ),
  ],
  [
    'JSON Schema as JSON Schema',
    flash,
    declared({ name: 'f', parametersJsonSchema: { type: 'object', additionalProperties: false, $defs: {} } }),
  ],
  [
    'functions with JSON, of a newer model',
    flash,
    { ...declared(weather), ...config({ responseMimeType: 'application/json' }) },
  ],
  ['a budget of a newer model', flash, config({ thinkingConfig: { thinkingBudget: 1_000 } })],
  ['a function without parameters', flash, declared({ name: 'f' })],
])('%s is taken', async (_name, model, more) => {
  const { emulator } = await start();
  const response = await post(emulator, { ...hello(), ...more }, `/v1beta/models/${model}:generateContent`);
  expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, '']);
});

test('the key comes in its header: not in the query, not as a bearer, and it has to be the right one', async () => {
  const { emulator } = await start();
  const ask = async (headers: Record<string, string>, query = ''): Promise<readonly unknown[]> => {
    const url = `${emulator.url}/v1beta/models${query}`;
    const response = await fetch(url, { headers });
    const body = (await response.json()) as { error?: { details?: { reason?: string }[] } };
    return [response.status, body.error?.details?.[0]?.reason];
  };
  expect(await ask({ 'x-goog-api-key': emulator.apiKey })).toEqual([200, undefined]);
  expect(await ask({})).toEqual([403, undefined]);
  expect(await ask({ authorization: `Bearer ${emulator.apiKey}` })).toEqual([403, undefined]);
  expect(await ask({}, `?key=${emulator.apiKey}`)).toEqual([400, undefined]);
  expect(await ask({ 'x-goog-api-key': 'fake' })).toEqual([400, 'API_KEY_INVALID']);
});

test('no JSON, another address and a prompt beyond the window are refused', async () => {
  const { emulator } = await start();
  expect((await refusalOf(await post(emulator, '{'))).slice(0, 2)).toEqual([400, 'INVALID_ARGUMENT']);
  expect(
    (await refusalOf(await post(emulator, hello(), '/v1beta/models/gemini-3.8-flash:embedContent'))).slice(0, 2),
  ).toEqual([404, 'NOT_FOUND']);
  expect((await refusalOf(await post(emulator, hello(), '/v1beta/interactions'))).slice(0, 2)).toEqual([
    404,
    'NOT_FOUND',
  ]);
  const long = user({ text: `a${' a'.repeat(131_072)}` });
  expect((await refusalOf(await post(emulator, long, '/v1beta/models/gemma-3-27b-it:generateContent')))[2]).toMatch(
    /^The input token count \(131073\) exceeds the maximum number of tokens allowed \(131072\)\.$/,
  );
});
