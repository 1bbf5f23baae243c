import { jsonIn } from '../util/is-record.ts';

/** A string (without its closing quote if it is cut off), a punctuation mark, or a number or word. */
const token = /"(?:[^"\\]|\\.)*(?:"|\\?)|[{}[\],:]|[^\s"{}[\],:]+/gsu;
/** A string up to an escape sequence that is cut off. */
const wholeEscapes = /^"(?:[^"\\]|\\(?:u[\da-f]{4}|[^u]))*/iu;
const words = ['true', 'false', 'null'];

/**
 * Parses the beginning of a JSON document: the values that are complete, and the string that is still being written. A
 * number may continue, so it counts only once something follows it. `undefined` if nothing can be read.
 */
export function partialJson(text: string): unknown {
  const closers: string[] = [];
  let readable = '';
  let isKey = false;
  for (const { 0: part, index } of text.matchAll(token)) {
    const end = index + part.length;
    if (part === '{' || part === '[') closers.push(part === '{' ? '}' : ']');
    else if (part === '}' || part === ']') closers.pop();
    if (part === ',' || part === ':') {
      isKey = part === ',' && closers.at(-1) === '}';
    } else {
      const whole = isKey && part !== '}' ? undefined : wholeToken(part, end === text.length);
      if (whole !== undefined) readable = text.slice(0, index) + whole;
      isKey = part === '{';
    }
  }
  return jsonIn(readable + closers.toReversed().join(''));
}

/** Completes a token that is cut off. `undefined` if it cannot be read yet. */
function wholeToken(part: string, isLast: boolean): string | undefined {
  if (!isLast || /^[{}[\]]$/u.test(part)) return part;
  if (!part.startsWith('"')) return words.find((word) => word.startsWith(part));
  return jsonIn(part) === undefined ? `${wholeEscapes.exec(part)?.[0] ?? '"'}"` : part;
}
