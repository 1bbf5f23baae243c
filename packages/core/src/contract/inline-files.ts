import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatMessage } from './chat-request.ts';

/**
 * The files that have to be uploaded for the others to fit into one request: the largest ones.
 *
 * @param sizes - Bytes of each file; 0 for one that is uploaded anyway, or whose size is not known.
 * @param limit - Bytes that files may have together as base64.
 * @returns Indexes into `sizes`.
 */
export function filesBeyond(sizes: readonly number[], limit: number): ReadonlySet<number> {
  let total = sizes.reduce((sum, size) => sum + base64Length(size), 0);
  const largestFirst = [...sizes.entries()].toSorted(([, one], [, other]) => other - one);
  const beyond = new Set<number>();
  for (const [index, size] of largestFirst) {
    if (total <= limit) break;
    total -= base64Length(size);
    beyond.add(index);
  }
  return beyond;
}

/**
 * Throws `unsupported` where the files inside a request are known to have more bytes than the service takes, so that nothing is sent.
 *
 * @param limit - Bytes of a whole request.
 * @param remedy - What to do, as a sentence.
 */
export function assertFilesFit(messages: readonly ChatMessage[], limit: number, remedy: string): void {
  let total = 0;
  for (const { content } of messages) {
    for (const part of content) {
      if (part.type !== 'text' && typeof part.source !== 'string') total += base64Length(part.source.size ?? 0);
    }
  }
  if (total <= limit) return;
  throw new PlugboardError(
    'unsupported',
    `The service takes requests of at most ${limit} bytes, but the files of this one have ${total} bytes as base64. ${remedy}`,
    { param: 'messages' },
  );
}

function base64Length(size: number): number {
  return Math.ceil(size / 3) * 4;
}
