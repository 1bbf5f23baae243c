import type { FixtureExpectation, FixtureRequest } from '@plugboard/provider-testkit';
import type { PresetName } from '../../src/preset.ts';

/** An answer as a service is documented to give it, streamed and whole. Written after the document, shortened, with made-up ids. */
export interface Transcript {
  readonly preset: PresetName;
  /** Of the fixture. */
  readonly name: string;
  /** The public document whose form it has. */
  readonly from: string;
  /** What the caller says beyond the usual question. */
  readonly request?: Partial<FixtureRequest> | undefined;
  /** Events of the stream: objects as `data:`, text as it stands. */
  readonly stream: readonly (object | string)[];
  /** The same answer without `stream`. */
  readonly whole: object;
  /** `events` are those of the stream. */
  readonly expect: Exclude<FixtureExpectation, { readonly error: unknown }>;
}

export const done = 'data: [DONE]\n\n';
export const usage = { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 };
export const counted = { inputTokens: 19, outputTokens: 10 };

/** The last chunk of a stream whose usage was asked for. */
export const usageChunk = { choices: [], usage };

/** One chunk of a stream; what all chunks have in common is added later. `beside` stands in the choice. */
export function piece(
  delta: object,
  finish_reason: string | null = null,
  more: object = {},
  beside: object = {},
): object {
  return { choices: [{ index: 0, delta, logprobs: null, finish_reason, ...beside }], ...more };
}

/** A whole answer. */
export function whole(message: object, finish_reason: string, more: object = { usage }): object {
  const choice = { index: 0, message: { role: 'assistant', ...message }, logprobs: null, finish_reason };
  return { choices: [choice], ...more };
}

/** Asks with a tool. */
export const withWeather: Partial<FixtureRequest> = {
  messages: [{ role: 'user', content: 'Is it warm in Paris?' }],
  tools: [
    {
      type: 'function',
      function: {
        name: 'get_weather',
        description: 'The temperature at a place.',
        parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
      },
    },
  ],
};

/** Asks for JSON by a schema. */
export const withSchema: Partial<FixtureRequest> = {
  response_format: {
    type: 'json_schema',
    json_schema: {
      name: 'person',
      strict: true,
      schema: {
        type: 'object',
        properties: { name: { type: 'string' } },
        required: ['name'],
        additionalProperties: false,
      },
    },
  },
};

/** Asks for any JSON. */
export const withAnyJson: Partial<FixtureRequest> = {
  messages: [{ role: 'user', content: 'Who wrote the first program? Answer in JSON.' }],
  response_format: { type: 'json_object' },
};

/** A call as a whole, as it stands in an answer. */
export function weather(id: string, location: string): object {
  return { id, type: 'function', function: { name: 'get_weather', arguments: JSON.stringify({ location }) } };
}

/** The pieces in which such a call comes. */
export function weatherInPieces(
  index: number,
  id: string,
  pieces: readonly string[],
): readonly { readonly tool_calls: readonly object[] }[] {
  const first = { index, id, type: 'function', function: { name: 'get_weather', arguments: '' } };
  const more = pieces.map((text) => ({ index, function: { arguments: text } }));
  return [first, ...more].map((call) => ({ tool_calls: [call] }));
}

/** An answer in JSON, by a schema or not, in the usual form. */
export function json(
  preset: PresetName,
  kind: 'schema' | 'object',
  from: string,
  ending: readonly (object | string)[] = [piece({}, 'stop'), usageChunk, done],
): Transcript {
  return {
    preset,
    name: `json-${kind}`,
    from,
    request: kind === 'schema' ? withSchema : withAnyJson,
    stream: [
      piece({ role: 'assistant', content: '' }),
      piece({ content: '{"name":' }),
      piece({ content: ' "Ada"}' }),
      ...ending,
    ],
    whole: whole({ content: '{"name": "Ada"}' }, 'stop'),
    expect: { text: '{"name": "Ada"}', finish: 'stop', usage: counted },
  };
}
