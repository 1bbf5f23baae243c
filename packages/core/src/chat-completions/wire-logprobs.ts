import type { TokenLogprob } from '../contract/chat-event.ts';
import { isRecord } from '../util/is-record.ts';

/** Log probabilities of the tokens of one chunk. */
export interface WireLogprobs {
  readonly content: readonly TokenLogprob[] | undefined;
  readonly refusal: readonly TokenLogprob[] | undefined;
}

/** `logprobs` of a choice: OpenAI's, or those of the older completions; `undefined` for none. */
export function logprobsFrom(value: unknown): WireLogprobs | undefined {
  if (!isRecord(value)) return undefined;
  const content = tokensIn(value['content']) ?? olderTokens(value['tokens'], value['token_logprobs']);
  const refusal = tokensIn(value['refusal']);
  return content === undefined && refusal === undefined ? undefined : { content, refusal };
}

function tokensIn(value: unknown): readonly TokenLogprob[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  const tokens = items.flatMap((item): readonly TokenLogprob[] => {
    if (!isRecord(item)) return [];
    const top = Array.isArray(item['top_logprobs']) ? item['top_logprobs'] : [];
    const token = tokenFrom(item);
    return token === undefined ? [] : [{ ...token, top_logprobs: top.flatMap((other) => tokenFrom(other) ?? []) }];
  });
  return tokens.length === 0 ? undefined : tokens;
}

function tokenFrom(value: unknown): Omit<TokenLogprob, 'top_logprobs'> | undefined {
  if (!isRecord(value)) return undefined;
  const { token, logprob, bytes } = value;
  if (typeof token !== 'string' || typeof logprob !== 'number') return undefined;
  const given: readonly unknown[] | null = Array.isArray(bytes) ? bytes : null;
  return { token, logprob, bytes: given === null ? null : given.filter((byte) => typeof byte === 'number') };
}

function olderTokens(tokens: unknown, logprobs: unknown): readonly TokenLogprob[] | undefined {
  if (!Array.isArray(tokens) || !Array.isArray(logprobs)) return undefined;
  const given: readonly unknown[] = tokens;
  const values: readonly unknown[] = logprobs;
  return tokensIn(given.map((token, index) => ({ token, logprob: values[index] })));
}
