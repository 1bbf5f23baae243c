import { serviceText } from '../../errors/quote.ts';
import type { HttpScope } from '../http-scope.ts';

/** Text of a service for a message of ours: at most 300 characters, without secrets and without what the request itself said. */
export function quotedText(text: string, { redactor, ownWords }: HttpScope): string {
  return serviceText(text.slice(0, longestLookedAt), (dirty) => withoutOwnWords(redactor.clean(dirty), ownWords));
}

/** Characters of an answer; more than a message shows, as secrets and controls change its length. */
const longestLookedAt = 2_000;

/** A shorter message may be a word of the service's own. */
const shortestWhole = 6;

/** A shorter run may stand in anybody's text. */
const shortestRun = 16;

const mark = '[of the request]';

function withoutOwnWords(text: string, ownWords: HttpScope['ownWords']): string {
  if (ownWords === undefined || text.length < shortestWhole) return text;
  const own = ownWords().flatMap((words) => [words, JSON.stringify(words).slice(1, -1)]);
  let cleaned = text;
  for (const words of own) {
    const whole = words.trim();
    if (whole.length >= shortestWhole) cleaned = cleaned.replaceAll(whole, mark);
  }
  let result = '';
  let position = 0;
  while (position < cleaned.length) {
    const length = longestRun(cleaned, position, own);
    result += length === 0 ? (cleaned[position] ?? '') : mark;
    position += Math.max(1, length);
  }
  return result;
}

/** Characters from a position on that stand as one piece in a text of the request; 0 when they are too few to tell. */
function longestRun(text: string, start: number, own: readonly string[]): number {
  const first = text.slice(start, start + shortestRun);
  if (first.length < shortestRun) return 0;
  let longest = 0;
  for (const words of own) {
    for (let at = words.indexOf(first); at !== -1; at = words.indexOf(first, at + 1)) {
      let length = shortestRun;
      while (start + length < text.length && text[start + length] === words[at + length]) length += 1;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}
