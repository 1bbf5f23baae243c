import { isJsonObject, type JsonObject, jsonObjectIn, type TokenLogprob } from '@plugboard/core/provider';

/** The log probabilities of a chunk in OpenAI's shape; `undefined` if the service sends none. */
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
    // proto3 leaves out a zero, which is that of a certain token.
    logprob: typeof logProbability === 'number' ? logProbability : 0,
    bytes: [...Buffer.from(text)],
  };
}
