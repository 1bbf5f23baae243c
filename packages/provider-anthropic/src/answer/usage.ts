import { type JsonObject, jsonObjectIn, type Usage } from '@plugboard/core/provider';

/** The counts of an answer in OpenAI's shape; `undefined` if the service gave none. The service counts cached tokens separately. */
export function usageFrom(raw: JsonObject): Usage | undefined {
  const count = (name: string): number | undefined => {
    const value = raw[name];
    return typeof value === 'number' ? value : undefined;
  };
  const [input, output] = [count('input_tokens'), count('output_tokens')];
  if (input === undefined && output === undefined) return undefined;
  const cached = count('cache_read_input_tokens');
  const written = count('cache_creation_input_tokens');
  const thinking = jsonObjectIn(raw['output_tokens_details'])['thinking_tokens'];
  return {
    inputTokens: (input ?? 0) + (cached ?? 0) + (written ?? 0),
    outputTokens: output ?? 0,
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(written !== undefined && { cacheWriteTokens: written }),
    ...(typeof thinking === 'number' && { reasoningTokens: thinking }),
    raw,
  };
}
