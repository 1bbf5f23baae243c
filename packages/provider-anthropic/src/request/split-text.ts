import type { JsonObject } from '@plugboard/core/provider';
import type { Block } from './content-blocks.ts';

/** The place of a text among the blocks of the answer, and in the text of the completion. */
export interface TextPlace {
  readonly index: number;
  /** Characters. */
  readonly start: number;
  readonly end: number;
  readonly citations?: readonly JsonObject[] | undefined;
}

interface SplitText {
  readonly placed: readonly { readonly index: number; readonly block: Block }[];
  /** Text whose place is not known. */
  readonly rest: readonly Block[];
}

/**
 * Splits the one text of a completion into the blocks in which it came. If its length has changed, somebody has edited it, and it stays
 * in one block.
 */
export function splitText(texts: readonly Block[], places: readonly TextPlace[]): SplitText {
  const [whole, second] = texts;
  const { type: _type, text, ...fields }: Partial<Block> = whole ?? {};
  const inOrder = places.toSorted((one, other) => one.start - other.start);
  if (typeof text !== 'string' || second !== undefined || !fits(inOrder, text.length)) {
    return { placed: [], rest: texts };
  }
  const lead = text.slice(0, inOrder[0]?.start);
  // The service refuses a text of only white space, so it is joined to its neighbour.
  let space = lead.trim() === '' ? lead : '';
  const placed = inOrder.flatMap(({ index, start, end, citations }) => {
    const piece = space + text.slice(start, end);
    space = piece.trim() === '' ? piece : '';
    if (space !== '') return [];
    const own = { ...(citations && { citations }), ...(end === text.length && fields) };
    return [{ index, block: { type: 'text', text: piece, ...own } }];
  });
  return { placed, rest: lead.trim() === '' ? [] : [{ type: 'text', text: lead }] };
}

/** Whether the places follow each other up to the end of the text. */
function fits(places: readonly TextPlace[], length: number): boolean {
  const ends = places.at(-1)?.end === length;
  return (
    ends && places.every(({ start, end }, index) => start < end && (index === 0 || places[index - 1]?.end === start))
  );
}
