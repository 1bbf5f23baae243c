import { isJsonObject, type JsonObject, jsonObjectIn, type TokenLogprob } from '@plugboard/core/provider';

/** How likely the tokens of a chunk were, in OpenAI's form; `undefined` where the service does not say. */
export function logprobsIn(candidate: JsonObject): readonly TokenLogprob[] | undefined {
  const { chosenCandidates, topCandidates } = jsonObjectIn(candidate['logprobsResult']);
  if (!Array.isArray(chosenCandidates)) return undefined;
  const top: readonly unknown[] = Array.isArray(topCandidates) ? topCandidates : [];
  return chosenCandidates.filter(isJsonObject).map((chosen, index) => {
    const { candidates } = jsonObjectIn(top[index]);
    return {
      ...tokenOf(chosen),
      top_logprobs: Array.isArray(candidates) ? candidates.filter(isJsonObject).map(tokenOf) : [],
    };
  });
}

function tokenOf({ token, logProbability }: JsonObject): Omit<TokenLogprob, 'top_logprobs'> {
  const text = typeof token === 'string' ? token : '';
  return {
    token: text,
    // proto3 leaves a zero out: a token that was certain.
    logprob: typeof logProbability === 'number' ? logProbability : 0,
    bytes: [...Buffer.from(text)],
  };
}
