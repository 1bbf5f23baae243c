import { PlugboardError, type ChatRequest, type JsonObject } from '@plugboard/core/provider';
import { translateSchema } from './schema.ts';

/** The service refuses more. */
const mostStops = 5;

/** The generation config from OpenAI's parameters. */
export function generationConfig({ parameters, response_format: format }: ChatRequest): JsonObject {
  const { temperature, top_p, top_k, max_tokens, max_completion_tokens, stop, seed } = parameters;
  const { presence_penalty, frequency_penalty, logprobs, top_logprobs, modalities } = parameters;
  const most = max_completion_tokens ?? max_tokens;
  if (stop !== undefined && stop.length > mostStops) {
    throw new PlugboardError('unsupported', `The service takes at most ${mostStops} stop sequences.`, {
      param: 'stop',
    });
  }
  return {
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { topP: top_p }),
    ...(top_k !== undefined && { topK: top_k }),
    ...(most !== undefined && { maxOutputTokens: most }),
    ...(stop !== undefined && stop.length > 0 && { stopSequences: stop }),
    ...(seed !== undefined && { seed }),
    ...(presence_penalty !== undefined && { presencePenalty: presence_penalty }),
    ...(frequency_penalty !== undefined && { frequencyPenalty: frequency_penalty }),
    ...((logprobs === true || top_logprobs !== undefined) && { responseLogprobs: true }),
    ...(top_logprobs !== undefined && { logprobs: top_logprobs }),
    ...(modalities !== undefined && { responseModalities: modalities.map((word) => word.toUpperCase()) }),
    ...(format !== undefined && { responseMimeType: 'application/json', ...schemaOf(format) }),
  };
}

function schemaOf(format: NonNullable<ChatRequest['response_format']>): JsonObject {
  const schema = format.type === 'json_schema' ? format.json_schema.schema : undefined;
  if (schema === undefined) return {};
  return { responseJsonSchema: translateSchema(schema, 'response_format.json_schema.schema') };
}
