import type { Question } from '@plugboard/emulator-kit';
import type { Content, GenerateRequest } from '../request/generate-request.ts';

/** The last turn of the user, as far as the answer depends on it. */
export interface Asked extends Question {
  readonly results: readonly { readonly name: string; readonly text: string }[];
}

/** Reads only the last turn of the user, because earlier ones have been answered. */
export function questionOf({ contents }: GenerateRequest): Asked {
  const parts = lastTurnOf(contents);
  return {
    text: parts.flatMap(({ text }) => text ?? []).join('\n'),
    turns: contents.length,
    files: parts.flatMap(({ file, response }) => [...(file === undefined ? [] : [file]), ...(response?.files ?? [])]),
    remote: parts.flatMap(({ remote }) => remote ?? []),
    prefilled: contents.at(-1)?.role === 'model',
    results: parts.flatMap(({ response }) =>
      response === undefined ? [] : [{ name: response.name, text: JSON.stringify(response.response) }],
    ),
  };
}

/** All contents of the user at the end. */
function lastTurnOf(contents: readonly Content[]): Content['parts'] {
  const end = contents.findLastIndex(({ role }) => role === 'user');
  const before = contents.slice(0, end + 1).findLastIndex(({ role }) => role === 'model');
  return contents.slice(before + 1, end + 1).flatMap(({ parts }) => parts);
}
