import type { JsonObject, Usage } from '@plugboard/core/provider';

/** The counts of an answer in OpenAI's shape; `undefined` if there are none. The service counts thoughts and reading by its tools separately. */
export function usageFrom(raw: JsonObject): Usage | undefined {
  const count = (name: string): number | undefined => {
    const value = raw[name];
    return typeof value === 'number' ? value : undefined;
  };
  const [prompt, answer, thoughts] = [
    count('promptTokenCount'),
    count('candidatesTokenCount'),
    count('thoughtsTokenCount'),
  ];
  if (prompt === undefined && answer === undefined) return undefined;
  const total = count('totalTokenCount');
  const cached = count('cachedContentTokenCount');
  return {
    inputTokens: (prompt ?? 0) + (count('toolUsePromptTokenCount') ?? 0),
    outputTokens: (answer ?? 0) + (thoughts ?? 0),
    ...(total !== undefined && { totalTokens: total }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(thoughts !== undefined && { reasoningTokens: thoughts }),
    raw,
  };
}
