import type { ReceivedFile } from './received-file.ts';

/** Answers to pictures that the emulators know by their digest. Written by hand, not recorded. */
const cannedAnswers: ReadonlyMap<string, string> = new Map([
  [
    // examples/describe-image/cat.jpeg
    'ea31329538308bf5a87d5a4a38c30aa2eaeabac83ea26ed3105227dfbae2712b',
    'The image shows a close-up photograph of a tabby cat.',
  ],
]);

/** The facts about a chat request from which the answer is written. */
export interface Question {
  /** The text of the last human turn. */
  readonly text: string;
  /** The number of turns, of both sides. */
  readonly turns: number;
  /** The files of the conversation, in order. */
  readonly files: readonly ReceivedFile[];
  /** URLs of files. The emulator does not fetch them. */
  readonly remote?: readonly string[] | undefined;
  /** Whether the history ends with a model turn that the answer continues. */
  readonly prefilled?: boolean | undefined;
}

/**
 * Writes an answer that claims only what the emulator knows: for a known picture a canned text that says so, for any other file its
 * format, size and digest.
 *
 * @param emulator - The name of the emulator, such as `Reka emulator`.
 */
export function answerTo(emulator: string, { text, turns, files, remote = [], prefilled = false }: Question): string {
  const about = [
    ...files.map((file) => describe(emulator, file)),
    ...remote.map(() => 'The request names a file at another address. The emulator fetches nothing.'),
  ];
  if (about.length > 0) return about.join('\n\n');
  const shown = text.length > 200 ? `${text.slice(0, 200).toWellFormed()}…` : text;
  const count = turns === 1 ? 'one turn' : `${turns} turns`;
  return `The ${emulator} received ${count}${prefilled ? ', the last one for it to continue' : ''}. You wrote: ${shown}`;
}

function describe(emulator: string, { format, type, size, sha256 }: ReceivedFile): string {
  const canned = cannedAnswers.get(sha256);
  if (canned !== undefined) {
    return `${canned} (Canned answer of the ${emulator}: it knows this photograph by its SHA-256 digest and cannot see.)`;
  }
  return (
    `The ${emulator} cannot see. It received a file that begins as ${format} (declared as ${type === '' ? 'nothing' : type}), ` +
    `${size} bytes, SHA-256 ${sha256}.`
  );
}
