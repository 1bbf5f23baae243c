import type { Exchange } from '@plugboard/provider-testkit';
import { hostedTranscripts } from '../transcripts/hosted.ts';
import { localTranscripts } from '../transcripts/local.ts';
import { openaiTranscripts } from '../transcripts/openai.ts';
import { done, piece, whole, counted, type Transcript } from '../transcripts/transcript.ts';
import { answer, asked, chat, headersOf, refused, source, transcribed, type Scenario } from './scenario.ts';
import type { Surface } from './surfaces.ts';

/** Every answer that was transcribed. */
export const transcripts: readonly Transcript[] = [...openaiTranscripts, ...localTranscripts, ...hostedTranscripts];

/** All fixtures of a surface. */
export function scenariosOf(surface: Surface): readonly Scenario[] {
  return [
    ...transcripts.filter(({ preset }) => preset === surface.preset).flatMap((one) => transcribed(surface, one)),
    ...(surface.image ? [image(surface)] : []),
    models(surface),
    ...(refusals[surface.folder]?.(surface) ?? []),
  ];
}

const vision: Readonly<Record<string, string>> = {
  openai: 'https://platform.openai.com/docs/guides/images-vision',
  ollama: 'https://docs.ollama.com/api/openai-compatibility',
  'llama-cpp': 'https://github.com/ggml-org/llama.cpp/blob/master/docs/multimodal.md',
  vllm: 'https://docs.vllm.ai/en/latest/features/multimodal_inputs.html',
  openrouter: 'https://openrouter.ai/docs/features/multimodal/images',
  groq: 'https://console.groq.com/docs/vision',
  mistral: 'https://docs.mistral.ai/capabilities/vision',
};

function image(surface: Surface): Scenario {
  const request = asked(surface, {
    stream: false,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is in the image?' },
          { type: 'image', file: 'dot.png' },
        ],
      },
    ],
  });
  const from = `${vision[surface.folder] ?? ''} (the request); the answer has the form of the other ones`;
  const reply = answer({ object: 'chat.completion', ...whole({ content: 'A dot.' }, 'stop') });
  return {
    name: 'image',
    fixture: {
      format: 1,
      source: source(from),
      request,
      exchanges: [chat(surface, request, reply)],
      expect: { text: 'A dot.', finish: 'stop', usage: counted },
    },
    bodies: {},
  };
}

function models(surface: Surface): Scenario {
  const request = asked(surface, { stream: false });
  const list: Exchange = {
    phase: 'models',
    request: { method: 'GET', url: `${surface.baseUrl}/models`, headers: headersOf(surface) },
    response: answer({
      object: 'list',
      data: [surface.model, 'another-model'].map((id) => ({
        id,
        object: 'model',
        created: 1_686_935_002,
        owned_by: 'x',
      })),
    }),
  };
  const reply = answer({ object: 'chat.completion', ...whole({ content: 'Hi.' }, 'stop') });
  return {
    name: 'models',
    fixture: {
      format: 1,
      source: source('https://platform.openai.com/docs/api-reference/models/list, whose form the service has'),
      request,
      exchanges: [chat(surface, request, reply), list],
      expect: { text: 'Hi.', finish: 'stop', usage: counted },
    },
    bodies: {},
  };
}

const error = (message: string, type: string | null, code: string | number | null = null): object => ({
  error: { message, type, param: null, code },
});

/** An answer that breaks off with an error, in the body of a 200. */
function inBand(surface: Surface, from: string, last: string, expected: 'server_error' | 'rate_limited'): Scenario {
  const request = asked(surface);
  const file = 'error-in-stream.sse';
  const body = `data: ${JSON.stringify({ object: 'chat.completion.chunk', ...piece({ content: 'Well' }) })}\n\n${last}`;
  const response = { status: 200, headers: { 'content-type': 'text/event-stream' }, file };
  return {
    name: 'error-in-stream',
    fixture: {
      format: 1,
      source: source(from),
      request,
      exchanges: [chat(surface, request, response)],
      expect: { error: expected },
    },
    bodies: { [file]: body },
  };
}

/** A stream that ends without a word. */
function cutOff(surface: Surface): Scenario {
  const request = asked(surface);
  const body = `data: ${JSON.stringify({ object: 'chat.completion.chunk', ...piece({ content: 'Well' }) })}\n\n${done}`;
  const response = { status: 200, headers: { 'content-type': 'text/event-stream' }, file: 'cut-off.sse' };
  return {
    name: 'cut-off',
    fixture: {
      format: 1,
      source: source('no document shows a stream without a finish reason; made up in the known frame'),
      request,
      exchanges: [chat(surface, request, response)],
      expect: { error: 'stream_truncated' },
    },
    bodies: { 'cut-off.sse': body },
  };
}

const dataOf = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const openaiErrors = 'https://platform.openai.com/docs/guides/error-codes';
const groqErrors = 'https://console.groq.com/docs/errors';

const refusals: Readonly<Record<string, (surface: Surface) => readonly Scenario[]>> = {
  openai: (surface) => [
    refused(
      surface,
      'wrong-key',
      openaiErrors,
      answer(error('Incorrect API key provided', 'invalid_request_error', 'invalid_api_key'), 401),
      'auth_rejected',
    ),
    refused(
      surface,
      'too-often',
      openaiErrors,
      {
        ...answer(error('Rate limit reached', 'requests', 'rate_limit_exceeded'), 429),
        headers: { 'content-type': 'application/json', 'retry-after': '7', 'x-request-id': 'req_made_up' },
      },
      'rate_limited',
    ),
    refused(
      surface,
      'no-credit',
      openaiErrors,
      answer(error('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'), 429),
      'quota_exhausted',
    ),
    refused(
      surface,
      'wrong-request',
      openaiErrors,
      answer(error("Unknown parameter: 'heat'.", 'invalid_request_error', 'unknown_parameter'), 400),
      'bad_request',
    ),
    inBand(
      surface,
      `${openaiErrors}; the place inside of the stream is that which the official client reads`,
      dataOf(error('The server had an error', 'server_error')),
      'server_error',
    ),
    cutOff(surface),
  ],
  ollama: (surface) => [
    refused(
      surface,
      'no-such-model',
      'https://docs.ollama.com/api/errors',
      answer(error("model 'llava' not found", 'api_error'), 404),
      'model_not_found',
    ),
  ],
  'llama-cpp': (surface) => [
    refused(
      surface,
      'too-long',
      'ggml-org/llama.cpp tools/server/README.md and reports',
      answer(error('the request exceeds the available context size', 'exceed_context_size_error', 400), 400),
      'context_length_exceeded',
    ),
  ],
  vllm: (surface) => [
    refused(
      surface,
      'too-long',
      'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
      answer(
        {
          object: 'error',
          message: "This model's maximum context length is 16 tokens.",
          type: 'BadRequestError',
          code: 400,
        },
        400,
      ),
      'context_length_exceeded',
    ),
  ],
  openrouter: (surface) => [
    refused(
      surface,
      'no-credit',
      'https://openrouter.ai/docs/api-reference/errors',
      answer({ error: { code: 402, message: 'Insufficient credits' } }, 402),
      'quota_exhausted',
    ),
    inBand(
      surface,
      'https://openrouter.ai/docs/api-reference/errors',
      dataOf({ ...piece({ content: '' }, 'error'), error: { code: 502, message: 'Provider disconnected' } }),
      'server_error',
    ),
  ],
  groq: (surface) => [
    refused(
      surface,
      'wrong-key',
      groqErrors,
      answer({ error: { message: 'Invalid API Key', type: 'invalid_request_error', code: 'invalid_api_key' } }, 401),
      'auth_rejected',
    ),
    inBand(
      surface,
      groqErrors,
      'event: error\ndata: {"error":{"message":"Slow down","type":"rate_limit"}}\n\n',
      'rate_limited',
    ),
  ],
  mistral: (surface) => [
    refused(
      surface,
      'wrong-request',
      'https://docs.mistral.ai/api',
      answer(
        {
          object: 'error',
          message: { detail: [{ loc: ['body', 'x'], msg: 'Extra inputs are not permitted' }] },
          type: 'invalid_request_error',
        },
        422,
      ),
      'bad_request',
    ),
  ],
  deepseek: (surface) => [
    refused(
      surface,
      'no-credit',
      'https://api-docs.deepseek.com/quick_start/error_codes',
      answer(error('Insufficient Balance', 'unknown_error', 'invalid_request_error'), 402),
      'quota_exhausted',
    ),
  ],
};
