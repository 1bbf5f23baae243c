import { wireChunkFrom, type WireChunk } from './wire-chunk.ts';

/** What stands in the place of the text when a template is tried. */
const probe = 'a0b1c2';

/** Chunks that may be looked at in vain: services that put something new into every chunk are not to pay for it. */
const mostAttempts = 8;

/** Characters from which on a slice in V8 is a view of the string that it was cut from. */
const shortestKeptSlice = 13;

/** Text that JSON holds as it is: no quote, no backslash, no control character. */
// oxlint-disable-next-line no-control-regex
const needsParsing = /["\\\u0000-\u001f]/;

/**
 * Reads the text out of chunks that differ from an earlier one in nothing but their text, without parsing the rest again. What
 * does not fit, to the character, is `undefined` and takes the way through `JSON.parse`.
 */
export class DeltaTemplate {
  #before: string | undefined;
  #after = '';
  #attempts = 0;

  /** Takes a chunk and what it was parsed to as the template for those to come. False: it says more than its text. */
  learn(data: string, chunk: WireChunk): boolean {
    const { text } = chunk;
    if (text === undefined || this.#attempts >= mostAttempts || needsParsing.test(text)) return false;
    this.#attempts += 1;
    const at = data.lastIndexOf(`"${text}"`);
    if (at < 0 || !saysOnly(chunk, text)) return false;
    const before = data.slice(0, at + 1);
    const after = data.slice(at + 1 + text.length);
    // Written without escapes, and in one place only, it is where the text stands. Else it has to be tried.
    const certain = !data.includes('\\') && data.indexOf(`"${text}"`) === at;
    if (!certain && !isTextOnly(`${before}${probe}${after}`)) return false;
    this.#before = before;
    this.#after = after;
    return true;
  }

  /** The text of a chunk that fits the template; never empty. */
  textIn(data: string): string | undefined {
    const before = this.#before;
    if (before === undefined) return undefined;
    const end = data.length - this.#after.length;
    // Slices compare six times faster than `startsWith` and `endsWith`.
    if (end <= before.length || data.slice(0, before.length) !== before || data.slice(end) !== this.#after) {
      return undefined;
    }
    const text = data.slice(before.length, end);
    // V8 copies short slices. A long one would keep the chunk in memory as long as its text, ten times its size.
    if (text.length < shortestKeptSlice && !needsParsing.test(text)) return text;
    return stringIn(data.slice(before.length - 1, end + 1));
  }
}

/** The text of a JSON string; `undefined` for what is more than one string, such as `"a","role":"b"`. */
function stringIn(json: string): string | undefined {
  try {
    const text: unknown = JSON.parse(json);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the chunk says the probe and nothing else. */
function isTextOnly(data: string): boolean {
  const chunk = wireChunkFrom(JSON.parse(data));
  return chunk !== undefined && saysOnly(chunk, probe);
}

function saysOnly(
  { toolCalls, choice: _choice, fromMessage: _fromMessage, ...said }: WireChunk,
  text: string,
): boolean {
  for (const name in said) {
    if (said[name as keyof typeof said] !== (name === 'text' ? text : undefined)) return false;
  }
  return toolCalls.length === 0;
}
