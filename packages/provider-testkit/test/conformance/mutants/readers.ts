import type { Call } from '@plugboard/core/provider';
import type { FakeParts } from '../fake-session.ts';
import { withParts, type Mutant } from './mutant.ts';

/** How a reader of its own differs from a correct one. */
interface Flaws {
  readonly decode?: () => (piece: Uint8Array) => string;
  /** Text of a piece before it is joined to the rest. */
  readonly piece?: (text: string, all: string) => string;
  readonly separator?: RegExp;
  /** Of the whole events in one piece, those that are seen. */
  readonly seen?: (blocks: readonly string[]) => readonly string[];
  readonly block?: (block: string) => void;
  readonly most?: number;
}

/** Mutants of the group chunking, and of limits where they are about lines. */
export const readerMutants: readonly Mutant[] = [
  // Pieces may flow together on their way, so a few events at once are still seen.
  reading('chunking/one-piece', { seen: (blocks) => (blocks.length > 5 ? blocks.slice(0, 1) : blocks) }),
  reading('chunking/characters', { decode: () => (piece) => Buffer.from(piece).toString() }),
  reading('chunking/bytes', { piece: (text) => (text === ' ' ? '' : text) }),
  reading('chunking/edges', {
    piece: (text, all) => (text.length > 1 && text.startsWith('\n') && !all.includes('\r') ? text.slice(1) : text),
  }),
  reading('chunking/line-ends', { separator: /\n\n/ }),
  reading('chunking/comments', {
    block: (block) => {
      if (block.startsWith(':')) throw new SyntaxError('no event');
    },
  }),
  reading('chunking/unknown-fields', {
    block: (block) => {
      if (/^retry:/m.test(block)) throw new SyntaxError('an unknown field');
    },
  }),
  reading('limits/endless-line', { most: Number.POSITIVE_INFINITY }),
];

function reading(caseId: string, flaws: Flaws): Mutant {
  return withParts(caseId, (parts) => ({ read: (call, body) => readWith(flaws, parts, call, body) }));
}

/** A reader of its own, with flaws. */
export async function* readWith(flaws: Flaws, parts: FakeParts, call: Call, json: object): AsyncGenerator<string> {
  const { separator = /\r?\n\r?\n/, seen = (blocks) => blocks, piece: change = (text) => text, most = 2 ** 23 } = flaws;
  const decoder = new TextDecoder();
  const decode = flaws.decode?.() ?? ((piece: Uint8Array) => decoder.decode(piece, { stream: true }));
  let rest = '';
  let all = '';
  for await (const piece of parts.open(call.http).bytes({ phase: 'chat', url: parts.path(), json })) {
    const text = change(decode(piece), all);
    if (all.length < 4_096) all += text;
    // A long text is joined only where its end may have come.
    rest += text;
    if (rest.length > most) throw new RangeError('too long');
    if (!text.includes('\n')) continue;
    const blocks = rest.split(separator);
    rest = blocks.pop() ?? '';
    for (const block of seen(blocks)) {
      flaws.block?.(block);
      const data = block.match(/^data: ?(.*?)\r?$/m)?.[1];
      if (data !== undefined) yield data;
    }
  }
}
