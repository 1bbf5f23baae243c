import { tokensIn } from './tokens.ts';

const maxEvents = 400;

/** Splits a text into pieces of whole words with the space before them. Long texts have longer pieces, to limit the number of events. */
export function piecesOf(text: string): readonly string[] {
  const words = tokensIn(text);
  const size = Math.ceil(words.length / maxEvents) || 1;
  return Array.from({ length: Math.ceil(words.length / size) }, (_, index) =>
    words.slice(index * size, (index + 1) * size).join(''),
  );
}
