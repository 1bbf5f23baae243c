import type { Usage, TokenLogprob } from '../contract/chat-event.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';

/**
 * Reads the token count of a service, under the names of all services. OpenAI's are `prompt_tokens` and
 * `completion_tokens` with their `_details`, or, newer, `input_tokens` and `output_tokens`.
 */
export function usageFrom(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  const said = countIn(value, 'prompt_tokens') ?? countIn(value, 'input_tokens');
  const written = countIn(value, 'completion_tokens') ?? countIn(value, 'output_tokens');
  if (said === undefined || written === undefined) return undefined;
  const input = detailsIn(value, 'prompt_tokens_details', 'input_tokens_details');
  const output = detailsIn(value, 'completion_tokens_details', 'output_tokens_details');
  const total = countIn(value, 'total_tokens');
  const cached = countIn(input, 'cached_tokens') ?? firstCount(cacheReadNames, value, nothing);
  const cacheWritten = firstCount(cacheWriteNames, input, value);
  const reasoning = countIn(output, 'reasoning_tokens') ?? countIn(value, 'reasoning_tokens');
  const inputTokens = said + (countsCacheApart(value) ? (cached ?? 0) + (cacheWritten ?? 0) : 0);
  const outputTokens = written + (countsThoughtsApart(total, said + written, reasoning) ? (reasoning ?? 0) : 0);
  return {
    inputTokens,
    outputTokens,
    // Gemini counts thoughts only in the total.
    ...(total !== undefined && total !== inputTokens + outputTokens && { totalTokens: total }),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(cacheWritten !== undefined && { cacheWriteTokens: cacheWritten }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    // With only the plain names, it would repeat the counts above.
    ...(!hasPlainNamesOnly(value) && { raw: value }),
  };
}

const nothing: JsonObject = {};

function hasPlainNamesOnly(value: JsonObject): boolean {
  for (const name in value) if (!plainNames.has(name)) return false;
  return true;
}

const plainNames: ReadonlySet<string> = new Set([
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'input_tokens',
  'output_tokens',
]);

/** Names in the count itself: those of DeepSeek, of Anthropic, of Moonshot and Together, and of Mistral. */
const cacheReadNames = ['prompt_cache_hit_tokens', 'cache_read_input_tokens', 'cached_tokens', 'num_cached_tokens'];

/** Names in the details or in the count: those of OpenRouter, of Anthropic and Alibaba, and of LiteLLM. */
const cacheWriteNames = ['cache_write_tokens', 'cache_creation_input_tokens', 'cache_creation_tokens'];

/**
 * Whether the input count lacks cached tokens, as Anthropic's does. Services that send its names beside OpenAI's
 * `prompt_tokens` have added them.
 */
function countsCacheApart(value: JsonObject): boolean {
  const isAnthropic =
    value['cache_read_input_tokens'] !== undefined || value['cache_creation_input_tokens'] !== undefined;
  return isAnthropic && value['prompt_tokens'] === undefined;
}

/** Whether `completion_tokens` lack the thoughts, as xAI's do: only its total includes them. */
function countsThoughtsApart(total: number | undefined, sum: number, reasoning: number | undefined): boolean {
  return total !== undefined && reasoning !== undefined && reasoning > 0 && total === sum + reasoning;
}

function detailsIn(value: JsonObject, name: string, newerName: string): JsonObject {
  const details = value[name];
  if (isRecord(details)) return details;
  const newer = value[newerName];
  return isRecord(newer) ? newer : nothing;
}

/** The first count under any of the names, in one object or the other. */
function firstCount(names: readonly string[], one: JsonObject, other: JsonObject): number | undefined {
  for (const name of names) {
    const count = countIn(one, name) ?? countIn(other, name);
    if (count !== undefined) return count;
  }
  return undefined;
}

function countIn(value: JsonObject, name: string): number | undefined {
  const count = value[name];
  return isCount(count) ? count : undefined;
}

/** Whether a value is a whole number from 0 up. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** Log probabilities of the tokens of one chunk. */
export interface WireLogprobs {
  readonly content: readonly TokenLogprob[] | undefined;
  readonly refusal: readonly TokenLogprob[] | undefined;
}

/**
 * Reads the `logprobs` of a choice, in OpenAI's form or in that of the older completions API. `undefined` if there are
 * none.
 */
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
