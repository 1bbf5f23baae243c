import { countTokens } from '@plugboard/emulator-kit';
import type { GenerateRequest, Part } from './request/generate-request.ts';

/** Tokens of a prompt. */
export interface PromptTokens {
  readonly total: number;
  /** Of `total`. */
  readonly cached: number;
  readonly details: readonly { readonly modality: string; readonly tokenCount: number }[];
}

/** Tokens of a picture or a document of any size. */
const perFile = 258;

/** How many tokens a prompt has: the same number for a count and for an answer. */
export function promptTokens({ contents, system, body }: GenerateRequest, cached = 0): PromptTokens {
  const parts = [...system, ...contents.flatMap((content) => content.parts)];
  const tools = body['tools'] === undefined ? 0 : countTokens(JSON.stringify(body['tools'], undefined, 1));
  const text = parts.reduce((sum, part) => sum + textTokens(part), tools);
  const files = perFile * parts.flatMap(filesOf).length;
  const details = [
    { modality: 'TEXT', tokenCount: text },
    { modality: 'IMAGE', tokenCount: files },
  ].filter(({ tokenCount }) => tokenCount > 0);
  return { total: text + files, cached: Math.min(cached, text + files), details };
}

function textTokens({ text, call, response }: Part): number {
  if (text !== undefined) return countTokens(text);
  if (call !== undefined) return countTokens(JSON.stringify(call.args, undefined, 1)) + 1;
  return response === undefined ? 0 : countTokens(JSON.stringify(response.response, undefined, 1)) + 1;
}

function filesOf({ file, remote, response }: Part): readonly unknown[] {
  return [...(file === undefined ? [] : [file]), ...(remote === undefined ? [] : [remote]), ...(response?.files ?? [])];
}
