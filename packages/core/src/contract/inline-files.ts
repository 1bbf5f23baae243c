import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatMessage } from './chat-request.ts';

/**
 * Chooses the files to upload so that the others fit into one request: the largest first.
 *
 * @param sizes - The bytes of each file; 0 for a file that is uploaded anyway or whose size is unknown.
 * @param limit - The bytes that the files of one request may have together as base64.
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
 * Checks, before anything is sent, that the files inside a request are not known to have more bytes than the service
 * takes.
 *
 * @param limit - The bytes that a whole request may have.
 * @param remedy - What the caller can do, as a sentence. The message of the error ends with it.
 * @throws PlugboardError `unsupported` if the files have more.
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
