import type { JsonObject } from '@plugboard/emulator-kit';
import type { PromptTokens } from '../usage.ts';
import type { Answer } from './write-answer.ts';

/** The fields of a response besides its candidates. */
export interface ResponseFacts {
  readonly responseId: string;
  readonly model: string;
  readonly prompt: PromptTokens;
  readonly finishMessage: string | undefined;
}

/** The answer as one object, in which consecutive texts are joined. */
export function responseOf(answer: Answer, facts: ResponseFacts): object {
  return {
    candidates: [candidateOf(joined(answer.parts), answer, facts)],
    ...tail(facts, usageOf(facts, answer.output, answer.thoughts)),
  };
}

/** The answer as the chunks of a stream. Each has the counts so far. */
export function chunksOf(answer: Answer, facts: ResponseFacts): readonly object[] {
  const parts = answer.parts.length === 0 ? [{ text: '' }] : answer.parts;
  return parts.map((part, index) => {
    const last = index === parts.length - 1;
    const output = last ? answer.output : Math.min(index + 1, answer.output);
    const candidate = last
      ? candidateOf([part], answer, facts)
      : { content: { parts: [part], role: 'model' }, index: 0 };
    return { candidates: [candidate], ...tail(facts, usageOf(facts, output, answer.thoughts)) };
  });
}

/** The response to a blocked prompt, without candidates. */
export function blockedResponse(blockReason: string, facts: ResponseFacts): object {
  return { promptFeedback: { blockReason }, ...tail(facts, usageOf(facts, 0, 0)) };
}

function candidateOf(parts: readonly JsonObject[], { finishReason }: Answer, { finishMessage }: ResponseFacts): object {
  return {
    content: { parts, role: 'model' },
    ...(finishReason === null ? {} : { finishReason }),
    ...(finishMessage === undefined ? {} : { finishMessage }),
    index: 0,
  };
}

function tail({ model, responseId }: ResponseFacts, usageMetadata: object): object {
  return { usageMetadata, modelVersion: model, responseId };
}

function usageOf({ prompt }: ResponseFacts, output: number, thoughts: number): object {
  return {
    promptTokenCount: prompt.total,
    ...(output > 0 ? { candidatesTokenCount: output } : {}),
    totalTokenCount: prompt.total + output + thoughts,
    ...(prompt.cached > 0 ? { cachedContentTokenCount: prompt.cached } : {}),
    promptTokensDetails: prompt.details,
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
  };
}

function joined(parts: readonly JsonObject[]): readonly JsonObject[] {
  return parts.reduce<readonly JsonObject[]>((before, part) => {
    const previous = before.at(-1);
    const both = typeof previous?.['text'] === 'string' && typeof part['text'] === 'string';
    if (previous === undefined || !both || previous['thought'] !== part['thought']) return [...before, part];
    return [
      ...before.slice(0, -1),
      { ...previous, ...part, text: `${String(previous['text'])}${String(part['text'])}` },
    ];
  }, []);
}
