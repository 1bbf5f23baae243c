import type { ChatEvent, FinishReason } from '@plugboard/core/provider';
import type { OfficialFacts } from './official-facts.ts';

/** What an answer says, however it was cut into events. */
export interface AnswerSummary {
  readonly id: unknown;
  readonly model: unknown;
  readonly text: string;
  readonly thoughts: string;
  readonly calls: readonly object[];
  readonly signatures: readonly unknown[];
  /** Parts that go back as they are. */
  readonly opaque: readonly object[];
  readonly files: readonly object[];
  readonly sources: readonly unknown[];
  readonly stop: object;
  readonly usage: unknown;
}

/** From the reference of the service, and that of Plugboard's finish reasons. */
const finishes: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
};

/** What the provider should make of an answer, told from what the official client reads from it. */
export function expectedOf(golden: OfficialFacts): AnswerSummary {
  const { reason, blocked } = golden.finish;
  const called = reason === 'STOP' && golden.calls.length > 0;
  return {
    id: golden.id,
    model: golden.model,
    text: golden.text,
    thoughts: golden.thoughts,
    calls: golden.calls.map((call) => {
      const { name, args = {} } = Object(call) as Record<string, unknown>;
      return { name, args };
    }),
    signatures: golden.signatures,
    opaque: golden.parts.filter(goesBack),
    files: golden.files,
    sources: golden.sources,
    stop: {
      reason: blocked === undefined ? (called ? 'tool-calls' : (finishes[reason ?? ''] ?? 'other')) : 'content-filter',
      rawReason: blocked ?? reason,
    },
    usage: usageOf(golden.usage),
  };
}

function goesBack(part: object): boolean {
  return !('text' in part) && !('functionCall' in part);
}

/** OpenAI's counts: the output includes the thoughts, the input what the service's own tools were given. */
function usageOf(usage: unknown): object {
  const count = (name: string): number | undefined => {
    const value: unknown = Reflect.get(Object(usage), name);
    return typeof value === 'number' ? value : undefined;
  };
  return {
    inputTokens: (count('promptTokenCount') ?? 0) + (count('toolUsePromptTokenCount') ?? 0),
    outputTokens: (count('candidatesTokenCount') ?? 0) + (count('thoughtsTokenCount') ?? 0),
    totalTokens: count('totalTokenCount'),
    cachedInputTokens: count('cachedContentTokenCount'),
    reasoningTokens: count('thoughtsTokenCount'),
  };
}

/** What the events of the provider say. */
export function summaryOf(events: readonly ChatEvent[]): AnswerSummary {
  const response = events.find((event) => event.type === 'response');
  const finish = events.find((event) => event.type === 'finish');
  const details = events.flatMap((event) => (event.type === 'reasoning-detail' ? [event.detail] : []));
  const usage = finish?.usage;
  return {
    id: response?.id,
    model: response?.model,
    text: events.map((event) => (event.type === 'text-delta' ? event.text : '')).join(''),
    thoughts: events.map((event) => (event.type === 'reasoning-delta' ? event.text : '')).join(''),
    calls: events.flatMap((event) =>
      event.type === 'tool-call-delta'
        ? [{ name: event.name, args: JSON.parse(event.arguments ?? '') as unknown }]
        : [],
    ),
    signatures: events.flatMap(signatureOf).filter((signature) => signature !== undefined),
    opaque: details
      .filter(({ type }) => type === 'part')
      .map(({ type: _type, format: _format, index: _index, start: _start, ...part }) => part),
    files: events.flatMap((event) => (event.type === 'file' ? [{ mimeType: event.mediaType, data: event.data }] : [])),
    sources: events.flatMap((event) => (event.type === 'source' ? [event.url] : [])),
    stop: {
      reason: finish?.reason,
      rawReason: finish?.rawReason,
    },
    usage: {
      inputTokens: usage?.inputTokens,
      outputTokens: usage?.outputTokens,
      totalTokens: usage?.totalTokens,
      cachedInputTokens: usage?.cachedInputTokens,
      reasoningTokens: usage?.reasoningTokens,
    },
  };
}

function signatureOf(event: ChatEvent): readonly unknown[] {
  if (event.type === 'reasoning-detail') return [event.detail['thoughtSignature']];
  if (event.type !== 'tool-call-delta') return [];
  return [Reflect.get(Object(event.extra?.['google']), 'thought_signature')];
}

/** The texts and thoughts in the bytes of a stream, which may be broken. */
export function piecesIn(stream: string): { readonly text: string; readonly thoughts: string } {
  const parts = stream.split('\n').flatMap((line) => {
    try {
      const { candidates } = JSON.parse(line.replace(/^data: /, '')) as {
        candidates?: readonly { content?: { parts?: readonly { text?: string; thought?: boolean }[] } }[];
      };
      return candidates?.[0]?.content?.parts ?? [];
    } catch {
      return [];
    }
  });
  const pieces = (thoughts: boolean): string =>
    parts.map(({ text = '', thought = false }) => (thought === thoughts ? text : '')).join('');
  return { text: pieces(false), thoughts: pieces(true) };
}
