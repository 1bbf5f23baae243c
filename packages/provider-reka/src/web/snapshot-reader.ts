import { isJsonObject, type JsonObject } from '../json-fields.ts';

/** How the service writes its events up to the text; anything else is read in the plain way. */
const heads = ['{"type":"model","text":"', '{"text":"', '{"type": "model", "text": "', '{"text": "'] as const;

/** What JSON cannot hold as it is, and what begins an escape. */
// oxlint-disable-next-line no-control-regex
const needsParsing = /[\\\u0000-\u001f]/;

/**
 * Reads snapshots ("everything so far") without decoding again what the last one had already: an event that begins as the last
 * one did, to the character, is decoded behind that only. Anything else is `undefined`, and `JSON.parse` reads it.
 */
export class SnapshotReader {
  /** The last event up to the end of its text, as it was written. */
  #written = '';
  #text = '';

  /** The fields of the event, without its `type`, which is `model`; `undefined` where `JSON.parse` must read it. */
  read(data: string): JsonObject | undefined {
    const start = this.#startOf(data);
    if (start === undefined) return undefined;
    const end = endOfString(data, start);
    if (end < 0) return undefined;
    const grown = decoded(data.slice(start, end));
    const rest = grown === undefined ? undefined : fieldsBehind(data.slice(end));
    if (grown === undefined || rest === undefined) return undefined;
    this.#text = start === this.#written.length ? this.#text + grown : grown;
    this.#written = data.slice(0, end);
    return { ...rest, text: this.#text };
  }

  /** Where the part begins that has not been decoded yet. */
  #startOf(data: string): number | undefined {
    const known = this.#written.length;
    // Comparing slices is many times faster than `startsWith`.
    if (known > 0 && data.slice(0, known) === this.#written) return known;
    return heads.find((head) => data.startsWith(head))?.length;
  }
}

/** The quote that ends the string which the position is in, or -1. */
function endOfString(data: string, from: number): number {
  for (let at = data.indexOf('"', from); at >= 0; at = data.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (at - backslashes > from && data[at - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

function decoded(written: string): string | undefined {
  return needsParsing.test(written) ? (parse(`"${written}"`) as string | undefined) : written;
}

/** Fields that say once more what stands before the text, or that make a failure of the event, which is handed on as a whole. */
const plainFields = ['text', 'type', 'error', 'detail'] as const;

/** What stands behind the text. */
function fieldsBehind(written: string): JsonObject | undefined {
  const fields = parse(`{"":"${written}`);
  if (!isJsonObject(fields)) return undefined;
  return plainFields.some((name) => Object.hasOwn(fields, name)) ? undefined : fields;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
