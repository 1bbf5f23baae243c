import type { ChatEvent, FinishReason } from '@plugboard/core/provider';
import type { OfficialFacts } from './official-facts.ts';

/** What an answer says, however it was cut into events. */
export interface AnswerSummary {
  readonly id: unknown;
  readonly model: unknown;
  readonly text: string;
  readonly thoughts: string;
  readonly calls: readonly object[];
  /** What goes back to the service, except the places of texts. */
  readonly details: readonly object[];
  readonly sources: readonly object[];
  readonly documents: readonly unknown[];
  readonly stop: object;
  readonly usage: unknown;
}

/** From the documentation of the service, "Handling stop reasons", and that of Plugboard's finish reasons. */
const finishes: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content-filter',
};

/** What the provider should make of an answer, told from what the official client reads from it. */
export function expectedOf(golden: OfficialFacts): AnswerSummary {
  const cited = golden.citations.map((citation) => ({ ...Object(citation) }) as Record<string, unknown>);
  return {
    id: golden.id,
    model: golden.model,
    text: golden.text,
    thoughts: golden.opaque.map(({ block }) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: golden.calls,
    details: golden.opaque
      .filter(({ block }) => String(block.type) !== 'block_of_tomorrow')
      .map(({ index, block }) => ({ ...block, index, format: 'anthropic' })),
    sources: cited.flatMap(({ url, title, cited_text: text }) => (url === undefined ? [] : [{ url, title, text }])),
    documents: cited.filter(({ url }) => url === undefined),
    stop: {
      reason: finishes[golden.stop.reason ?? ''] ?? 'other',
      rawReason: golden.stop.reason,
      sequence: golden.stop.sequence,
      details: golden.stop.details,
    },
    usage: usageOf(golden.usage),
  };
}

/** OpenAI's counts: the input includes what was cached. */
function usageOf(raw: unknown): object {
  const count = (name: string): number | undefined => {
    const value: unknown = Reflect.get(Object(raw), name);
    return typeof value === 'number' ? value : undefined;
  };
  const [cached, written] = [count('cache_read_input_tokens'), count('cache_creation_input_tokens')];
  const thinking: unknown = Reflect.get(Object(Reflect.get(Object(raw), 'output_tokens_details')), 'thinking_tokens');
  return {
    inputTokens: (count('input_tokens') ?? 0) + (cached ?? 0) + (written ?? 0),
    outputTokens: count('output_tokens') ?? 0,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    reasoningTokens: thinking,
  };
}

/** What the events of the provider say. */
export function summaryOf(events: readonly ChatEvent[]): AnswerSummary {
  const calls: { id: string; name: string; json: string }[] = [];
  for (const event of events) {
    if (event.type !== 'tool-call-delta') continue;
    const call = (calls[event.index] ??= { id: '', name: '', json: '' });
    call.id += event.id ?? '';
    call.name += event.name ?? '';
    call.json += event.arguments ?? '';
  }
  const response = events.find((event) => event.type === 'response');
  const finish = events.find((event) => event.type === 'finish');
  const usage = finish?.usage;
  const documents: unknown = finish?.fields?.['citations'] ?? [];
  return {
    id: response?.id,
    model: finish?.fields?.['model'] ?? response?.model,
    text: events.map((event) => (event.type === 'text-delta' ? event.text : '')).join(''),
    thoughts: events.map((event) => (event.type === 'reasoning-delta' ? event.text : '')).join(''),
    calls: calls.map(({ id, name, json }) => ({ id, name, input: JSON.parse(json) as unknown })),
    details: events.flatMap((event) =>
      event.type === 'reasoning-detail' && event.detail['type'] !== 'text' ? [event.detail] : [],
    ),
    sources: events.flatMap((event) =>
      event.type === 'source' ? [{ url: event.url, title: event.title, text: event.text }] : [],
    ),
    documents: (Array.isArray(documents) ? documents : []).map(withoutRange),
    stop: {
      reason: finish?.reason,
      rawReason: finish?.rawReason,
      sequence: finish?.fields?.['stop_sequence'] ?? null,
      details: finish?.fields?.['stop_details'] ?? null,
    },
    usage: {
      inputTokens: usage?.inputTokens,
      outputTokens: usage?.outputTokens,
      cachedInputTokens: usage?.cachedInputTokens,
      cacheWriteTokens: usage?.cacheWriteTokens,
      reasoningTokens: usage?.reasoningTokens,
    },
  };
}

/** A citation without what the provider adds: the characters of the answer that draw on it. */
function withoutRange(citation: unknown): object {
  const { start: _start, end: _end, ...rest } = Object(citation) as Record<string, unknown>;
  return rest;
}

/** The texts and thoughts in the bytes of a stream, which may be broken. */
export function piecesIn(stream: string): { readonly text: string; readonly thoughts: string } {
  const deltas = stream.split('\n').flatMap((line) => {
    try {
      return [Object(JSON.parse(line.replace(/^data: /, ''))) as { delta?: Record<string, unknown> }];
    } catch {
      return [];
    }
  });
  const pieces = (name: string): string => deltas.map(({ delta }) => delta?.[name] ?? '').join('');
  return { text: pieces('text'), thoughts: pieces('thinking') };
}
