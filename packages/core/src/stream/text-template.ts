import { jsonIn } from '../util/is-record.ts';

/** What stands in the place of the text when a template is tried. */
const probe = 'a0b1c2';

/** Events in a row that may be learned without use. Services that put something new into every event must not pay for the attempts. */
const maxAttempts = 8;

/**
 * From this many characters on, a slice in V8 is a view of the string that it was cut from.
 *
 * @see https://github.com/nodejs/node/issues/31891
 */
const minSliceLength = 13;

/** What text must not contain to stand in JSON as it is. */
// oxlint-disable-next-line no-control-regex -- JSON escapes exactly these inside a string
const needsParsing = /["\\\u0000-\u001f]/;

/**
 * Reads the text of events that differ from an earlier one in nothing but that text, without parsing the rest again: a comparison takes a
 * tenth of `JSON.parse`. An event that does not fit, to the character, gives `undefined`, and is to be parsed.
 */
export class TextTemplate {
  #before: string | undefined;
  #after = '';
  #attempts = 0;

  /**
   * Takes an event as the template for later ones.
   * @param data - The JSON of the event, which was parsed.
   * @param text - What it says: the value of one field.
   * @param says - Whether this JSON says this text. It is asked where the event may have the text in more than one place, so that its place
   *   is not certain.
   * @returns Whether later events can be read by it.
   */
  learn(data: string, text: string, says: (data: string, text: string) => boolean): boolean {
    if (text === '' || this.#attempts >= maxAttempts || needsParsing.test(text)) return false;
    this.#attempts += 1;
    const at = data.lastIndexOf(`"${text}"`);
    if (at < 0) return false;
    const before = data.slice(0, at + 1);
    const after = data.slice(at + 1 + text.length);
    // Found without escapes, and in one place only, it is the text. Otherwise it has to be tried.
    const certain = !data.includes('\\') && data.indexOf(`"${text}"`) === at;
    if (!certain && !says(`${before}${probe}${after}`, probe)) return false;
    this.#before = before;
    this.#after = after;
    return true;
  }

  /** The text of an event that fits the template; never empty. */
  textIn(data: string): string | undefined {
    const before = this.#before;
    if (before === undefined) return undefined;
    const end = data.length - this.#after.length;
    // Slices compare six times faster than `startsWith` and `endsWith`.
    if (end <= before.length || data.slice(0, before.length) !== before || data.slice(end) !== this.#after) {
      return undefined;
    }
    this.#attempts = 0;
    const text = data.slice(before.length, end);
    // V8 copies short slices. A long one would keep the event in memory as long as its text, ten times its size.
    if (text.length < minSliceLength && !needsParsing.test(text)) return text;
    return stringIn(data.slice(before.length - 1, end + 1));
  }
}

/** The text of a JSON string; `undefined` for what is more than one string, such as `"a","role":"b"`. */
function stringIn(json: string): string | undefined {
  const text = jsonIn(json);
  return typeof text === 'string' ? text : undefined;
}
