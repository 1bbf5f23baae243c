import { createHash, randomUUID } from 'node:crypto';
import {
  answerTo,
  countTokens,
  isJsonObject,
  namesIn,
  piecesOf,
  sampleValue,
  tokensIn,
  type JsonObject,
  type Signatures,
} from '@plugboard/emulator-kit';
import { signedText } from '../request/check-signatures.ts';
import type { GenerateRequest } from '../request/generate-request.ts';
import type { CalledFunction, GenerateSwitches } from '../scenario.ts';
import { questionOf, type Asked } from './question.ts';

/** The content of an answer, as parts in the order in which the service sends them. */
export interface Answer {
  readonly parts: readonly JsonObject[];
  readonly finishReason: string | null;
  /** Tokens. */
  readonly output: number;
  /** Tokens, besides `output`. */
  readonly thoughts: number;
}

/** A picture of one pixel: the emulator paints nothing. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Writes the answer to a request that has passed every rule. */
export function writeAnswer(request: GenerateRequest, switches: GenerateSwitches, signatures: Signatures): Answer {
  const asked = questionOf(request);
  const thought = thoughtOf(request, asked, switches);
  const calls = callsOf(request, asked, switches);
  const text = textOf(request, asked, calls, switches);
  const { kept, cut, thoughts } = limited(text, thought, request);
  const sign = request.generation.thinks && request.model.thinking !== 'none';
  const parts = [
    ...(request.generation.includeThoughts ? piecesOf(thought).map((piece) => ({ text: piece, thought: true })) : []),
    ...piecesOf(kept).map((piece): JsonObject => ({ text: piece })),
    ...(request.generation.images && !cut ? [{ inlineData: { mimeType: 'image/png', data: pixel } }] : []),
    ...(cut
      ? []
      : calls.map((call, index) => callPart(call, switches, request, index === 0 && sign ? signatures : undefined))),
  ];
  const usual = cut ? 'MAX_TOKENS' : 'STOP';
  const signText = sign && (cut || calls.length === 0);
  return {
    parts: signText ? signed(parts, signatures.sign(request.model.id, ''), switches) : parts,
    finishReason: switches.finishReason === undefined ? usual : switches.finishReason,
    output: countTokens(kept) + (cut ? 0 : sum(calls.map(({ args }) => countTokens(JSON.stringify(args))))),
    thoughts,
  };
}

function thoughtOf({ generation }: GenerateRequest, { text }: Asked, switches: GenerateSwitches): string {
  if (!generation.thinks) return '';
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return switches.thought ?? `Nobody thinks here; the emulator writes this about prompt ${digest}.`;
}

function textOf(
  { generation, functions }: GenerateRequest,
  asked: Asked,
  calls: readonly CalledFunction[],
  { answer }: GenerateSwitches,
): string {
  if (answer !== undefined) return untilSequence(answer, generation.stopSequences);
  if (generation.schema !== undefined) return JSON.stringify(sampleValue(generation.schema, asked.text));
  if (generation.json) return JSON.stringify({ received: asked.text });
  if (calls.length > 0) return '';
  if (generation.images)
    return untilSequence('A picture of one pixel: the emulator paints nothing.', generation.stopSequences);
  if (asked.results.length === 0) return untilSequence(answerTo('Gemini emulator', asked), generation.stopSequences);
  const results = asked.results.map(({ name, text }) => `${name} says: ${text}`).join('; ');
  const known = functions.length === 1 ? 'one function' : `${functions.length} functions`;
  const files = asked.files.length > 0 ? `\n\n${answerTo('Gemini emulator', asked)}` : '';
  return untilSequence(`With ${known}: ${results}${files}`, generation.stopSequences);
}

/** The functions whose names occur in the prompt. A result is answered with text, or the calls would never end. */
function callsOf(request: GenerateRequest, asked: Asked, switches: GenerateSwitches): readonly CalledFunction[] {
  if (switches.calls !== undefined) return switches.calls;
  const { functions, calling } = request;
  const allowed =
    calling.allowed.length > 0 ? functions.filter(({ name }) => calling.allowed.includes(name)) : functions;
  const names = allowed.map(({ name }) => name);
  const found = namesIn(asked.text, names);
  const wanted = {
    NONE: [],
    AUTO: asked.results.length > 0 ? [] : found,
    VALIDATED: asked.results.length > 0 ? [] : found,
    ANY: found.length > 0 ? found : names.slice(0, 1),
  }[calling.mode];
  return wanted.map((name) => {
    const args = sampleValue(functions.find((one) => one.name === name)?.schema ?? {}, asked.text);
    return { name, args: isJsonObject(args) ? args : {} };
  });
}

function callPart(
  { name, args }: CalledFunction,
  { ids = false }: GenerateSwitches,
  { model }: GenerateRequest,
  signatures: Signatures | undefined,
): JsonObject {
  const id = ids ? { id: randomUUID().slice(0, 8) } : {};
  const text = signedText({ call: { id: undefined, name, args } });
  const proof = signatures === undefined ? {} : { thoughtSignature: signatures.sign(model.id, text) };
  return { functionCall: { ...id, name, args }, ...proof };
}

function signed(
  parts: readonly JsonObject[],
  proof: string,
  { signaturePlace }: GenerateSwitches,
): readonly JsonObject[] {
  const last = parts.at(-1);
  if (signaturePlace !== 'last-text' || last === undefined) return [...parts, { text: '', thoughtSignature: proof }];
  return [...parts.slice(0, -1), { ...last, thoughtSignature: proof }];
}

/** Thoughts count against the limit, too. */
function limited(
  text: string,
  thought: string,
  { generation: { maxOutputTokens } }: GenerateRequest,
): { readonly kept: string; readonly cut: boolean; readonly thoughts: number } {
  const thoughts = countTokens(thought);
  if (maxOutputTokens === undefined) return { kept: text, cut: false, thoughts };
  const left = Math.max(0, maxOutputTokens - thoughts);
  const tokens = tokensIn(text);
  const cut = thoughts > maxOutputTokens || tokens.length > left;
  return { kept: tokens.slice(0, left).join(''), cut, thoughts: Math.min(thoughts, maxOutputTokens) };
}

function untilSequence(text: string, sequences: readonly string[]): string {
  const places = sequences.map((sequence) => text.indexOf(sequence)).filter((place) => place >= 0);
  return text.slice(0, Math.min(text.length, ...places));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
