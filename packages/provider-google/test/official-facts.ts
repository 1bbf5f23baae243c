import { ApiError, GoogleGenAI, type GenerateContentResponse, type Part } from '@google/genai';
import { startScriptedServer } from '@plugboard/provider-testkit/server';
import { answerOf } from '../../../scripts/lib/recorded-calls.ts';
import type { Recorded } from './recorded.ts';

/** What the official client reads from an answer. */
export interface OfficialFacts {
  readonly id: string | undefined;
  readonly model: string | undefined;
  readonly text: string;
  readonly thoughts: string;
  readonly calls: readonly unknown[];
  /** All parts, as the official client sends them back. */
  readonly parts: readonly Part[];
  /** Of calls and of texts, in order. */
  readonly signatures: readonly string[];
  readonly files: readonly object[];
  /** Parts of another kind, as they go back. */
  readonly other: readonly unknown[];
  readonly sources: readonly unknown[];
  readonly finish: {
    readonly reason: string | undefined;
    readonly message: string | undefined;
    readonly blocked: string | undefined;
  };
  readonly usage: unknown;
}

/** What the official client throws. */
export interface OfficialFailure {
  readonly error: { readonly name: string; readonly status?: number | undefined; readonly message?: string };
}

/** What the official client made of a call, and what it sent. */
export interface OfficialCall {
  readonly facts: OfficialFacts | OfficialFailure;
  readonly sent: unknown;
}

/** Plays the bytes of a call to the official client. */
export async function officialCallOf(recorded: Recorded): Promise<OfficialCall> {
  await using server = await startScriptedServer();
  server.on({}, answerOf(recorded));
  const client = new GoogleGenAI({
    apiKey: 'fake-key',
    httpOptions: { baseUrl: server.origin, apiVersion: 'v1beta' },
  });
  const facts = await read(client, recorded).then(factsOf, failureOf);
  const [request] = server.requests;
  return { facts, sent: JSON.parse(String(request?.body ?? 'null')) as unknown };
}

async function read(
  client: GoogleGenAI,
  { model, body, whole }: Recorded,
): Promise<readonly GenerateContentResponse[]> {
  const { contents, generationConfig = {}, ...config } = body;
  const params = { model, contents: [...contents], config: { ...generationConfig, ...config } };
  if (whole) return [await client.models.generateContent(params)];
  const chunks: GenerateContentResponse[] = [];
  for await (const chunk of await client.models.generateContentStream(params)) chunks.push(chunk);
  return chunks;
}

/** In one write: whether a bare error is found depends on how the network cuts it, and golden values must not. */
function factsOf(chunks: readonly GenerateContentResponse[]): OfficialFacts {
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
  const last = chunks.findLast(({ candidates }) => candidates?.[0]?.finishReason !== undefined)?.candidates?.[0];
  const grounding = chunks.flatMap(({ candidates }) => candidates?.[0]?.groundingMetadata?.groundingChunks ?? []);
  const citations = chunks.flatMap(({ candidates }) => candidates?.[0]?.citationMetadata?.citations ?? []);
  return {
    id: chunks[0]?.responseId,
    model: chunks[0]?.modelVersion,
    text: textOf(parts, false),
    thoughts: textOf(parts, true),
    calls: parts.flatMap(({ functionCall }) => (functionCall === undefined ? [] : [functionCall])),
    parts,
    signatures: parts.flatMap(({ thoughtSignature }) => thoughtSignature ?? []),
    files: parts.flatMap(({ inlineData }) => (inlineData === undefined ? [] : [inlineData])),
    other: parts.filter((part) => !['text', 'functionCall', 'inlineData'].some((name) => Object.hasOwn(part, name))),
    sources: [...grounding.map(({ web }) => web?.uri), ...citations.map(({ uri }) => uri)],
    finish: {
      reason: last?.finishReason,
      message: last?.finishMessage,
      blocked: chunks.find(({ promptFeedback }) => promptFeedback !== undefined)?.promptFeedback?.blockReason,
    },
    usage: chunks.findLast(({ usageMetadata }) => usageMetadata !== undefined)?.usageMetadata,
  };
}

function textOf(parts: readonly Part[], thought: boolean): string {
  return parts
    .filter((part) => (part.thought ?? false) === thought)
    .map(({ text }) => text ?? '')
    .join('');
}

function failureOf(error: unknown): OfficialFailure {
  if (error instanceof ApiError) return { error: { name: error.name, status: error.status, message: error.message } };
  return { error: { name: error instanceof Error ? error.name : 'unknown' } };
}
