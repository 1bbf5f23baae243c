import type { Call, Http } from '@plugboard/core/provider';
import type { FakeParts } from '../fake-session.ts';
import { storkFixtures } from '../../corpus/wires/stork/fixtures.ts';
import { Stork, stork } from '../../corpus/wires/stork/stork.ts';
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
  /** What a line of data looks like. */
  readonly line?: RegExp;
  /** The data of an event out of its lines. */
  readonly data?: (lines: readonly string[]) => string;
  /** Looks through all that has no end yet for each piece. */
  readonly searchesAll?: boolean;
  /** Keeps nothing of one piece for the next one. */
  readonly forgets?: boolean;
  /** Where it keeps what has no end yet; of one call each, where it is right. */
  readonly buffer?: { rest: string };
}

/** What has no line end is not read. */
class WithoutLastLine extends Stork {
  override async *bytes(http: Http, json: object): AsyncIterable<Uint8Array> {
    let rest = Buffer.alloc(0);
    for await (const piece of super.bytes(http, json)) {
      rest = Buffer.concat([rest, piece]);
      const end = rest.lastIndexOf(10) + 1;
      // A line that has no end for long is the business of others.
      if (end === 0 && rest.length < 2 ** 16) continue;
      const whole = end === 0 ? rest.length : end;
      yield rest.subarray(0, whole);
      rest = rest.subarray(whole);
    }
  }
}

/** Mutants of the group chunking, and of limits where they are about lines. */
export const readerMutants: readonly Mutant[] = [
  // Pieces may flow together on their way, so a few events at once are still seen.
  reading('chunking/one-piece', { seen: (blocks) => (blocks.length > 5 ? blocks.slice(0, 1) : blocks) }),
  reading('chunking/lines', { forgets: true }),
  reading('chunking/characters', { decode: () => (piece) => Buffer.from(piece).toString() }),
  reading('chunking/bytes', { piece: (text) => (text === ' ' ? '' : text) }),
  reading('chunking/edges', {
    piece: (text, all) => (text.length > 1 && text.startsWith('\n') && !all.includes('\r') ? text.slice(1) : text),
  }),
  {
    caseId: 'chunking/last-line',
    fixtures: storkFixtures,
    create: () => stork(WithoutLastLine),
  },
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
  reading('chunking/no-space', { line: /(?<![^\n])data: ([^\n]*?)\r?(?![^\n])/g }),
  reading('chunking/data-lines', { data: (lines) => lines.at(-1) ?? '' }),
  reading('limits/endless-line', { most: Number.POSITIVE_INFINITY }),
  reading('limits/time', { searchesAll: true }),
  reading('chunking/line-ends-apart', { decode: endsWithCr }),
];

/** A CR at the end of a piece is taken for a whole line end. */
function endsWithCr(): (piece: Uint8Array) => string {
  const decoder = new TextDecoder();
  return (piece) => decoder.decode(piece, { stream: true }).replace(/\r$/, '\n');
}

function reading(caseId: string, flaws: Flaws): Mutant {
  return withParts(caseId, (parts) => ({ read: (call, body) => readWith(flaws, parts, call, body) }));
}

/** A reader of its own, with flaws. */
export async function* readWith(flaws: Flaws, parts: FakeParts, call: Call, json: object): AsyncGenerator<string> {
  const { separator = /\r?\n\r?\n/, seen = (blocks) => blocks, piece: change = (text) => text, most = 2 ** 23 } = flaws;
  // Not `^` and `$`, which know ends of lines that may stand within JSON.
  const { line = /(?<![^\n])data: ?([^\n]*?)\r?(?![^\n])/g, data = (lines: readonly string[]) => lines.join('\n') } =
    flaws;
  const decoder = new TextDecoder();
  const decode = flaws.decode?.() ?? ((piece: Uint8Array) => decoder.decode(piece, { stream: true }));
  const buffer = flaws.buffer ?? { rest: '' };
  let all = '';
  for await (const piece of parts.open(call.http).bytes({ phase: 'chat', url: parts.path(), json })) {
    const text = change(decode(piece), all);
    if (flaws.forgets === true) buffer.rest = '';
    if (all.length < 4_096) all += text;
    // A long text is joined only where its end may have come.
    buffer.rest += text;
    if (buffer.rest.length > most) throw new RangeError('too long');
    if (flaws.searchesAll !== true && !text.includes('\n')) continue;
    const blocks = buffer.rest.split(separator);
    buffer.rest = blocks.pop() ?? '';
    for (const block of seen(blocks)) {
      flaws.block?.(block);
      const lines = [...block.matchAll(line)].map(([, found = '']) => found);
      if (lines.length > 0) yield data(lines);
    }
  }
}
