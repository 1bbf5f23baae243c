import type { ChatCompletion, ChatCompletionChunk } from '@plugboard/core';
import type OpenAI from 'openai';

/** What a chunk says, piece by piece, whatever else is in it. */
type Fact = readonly [kind: string, value: unknown];

function factsOfDelta(delta: object): readonly Fact[] {
  const field = (name: string): unknown => Reflect.get(delta, name);
  const reasoning = field('reasoning_content') ?? field('reasoning');
  const calls: unknown = field('tool_calls') ?? [];
  return [
    ['reasoning', reasoning] as const,
    ['content', field('content')] as const,
    ['refusal', field('refusal')] as const,
    ...(Array.isArray(calls) ? calls.map((call: unknown) => ['call', call] as const) : []),
  ].filter(([, value]) => value !== undefined && value !== null && value !== '');
}

/** What the chunks of a stream say, in order. */
export function factsOf(chunks: readonly (ChatCompletionChunk | OpenAI.ChatCompletionChunk)[]): readonly Fact[] {
  return chunks
    .flatMap((chunk): readonly Fact[] => {
      const [choice] = chunk.choices;
      return [...(choice === undefined ? [] : factsOfDelta(choice.delta)), ['finish', choice?.finish_reason ?? null]];
    })
    .filter(([, value]) => value !== null);
}

/** The last count: some services repeat it. */
export function usageOf(chunks: readonly (ChatCompletionChunk | OpenAI.ChatCompletionChunk)[]): unknown {
  return chunks.findLast(({ usage }) => usage !== undefined && usage !== null)?.usage;
}

/** What a completion says. */
export function messageOf({ choices, usage }: ChatCompletion | OpenAI.ChatCompletion): object {
  const [choice] = choices;
  const message = choice?.message;
  // Ollama and others number whole calls, too.
  const calls = (message?.tool_calls ?? []).map((call) => (call.type === 'function' ? [call.id, call.function] : call));
  return {
    content: message?.content ?? '',
    refusal: message?.refusal ?? null,
    calls,
    finish: choice?.finish_reason,
    usage,
    reasoning: Reflect.get(message ?? {}, 'reasoning_content') ?? Reflect.get(message ?? {}, 'reasoning') ?? undefined,
  };
}

/** All items of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}
