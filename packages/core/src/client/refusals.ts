import { PlugboardError } from '../errors/plugboard-error.ts';
import type { RequestOptions } from './chat-completions.ts';
import { invalidInput } from './parse/check-input.ts';
import { releaseFiles } from './parse/parse-content.ts';

/** The older API of the official client. */
export function noTextCompletions(): PlugboardError {
  return new PlugboardError(
    'unsupported',
    'completions.create() is for text completions, which Plugboard does not support. Use chat.completions.create().',
  );
}

/** Refuses `keepAnswer: false` for a method that ends with the whole answer. */
export function refuseToForget(method: string, params: object, { keepAnswer }: RequestOptions): void {
  if (keepAnswer !== false) return;
  releaseFiles(params);
  throw invalidInput('keepAnswer', `must be left out for ${method}, which ends with the whole answer.`);
}
