import { isJsonObject, type JsonObject } from '../json-fields.ts';

/** An event as it came. */
export interface WrittenEvent {
  /** Its name; `message` when the service gave none. */
  readonly event: string;
  readonly data: string;
  /** So many characters at its start are those of the event before. */
  readonly repeated?: number | undefined;
}

/** What an event says. */
export interface Snapshot {
  /** The whole answer so far. */
  readonly text: string;
  /** Its fields but the text and the `type`, which is `model`. */
  readonly fields: JsonObject;
  /** What its text has behind the whole text of the event before; `undefined` where that is not known. */
  readonly grown: string | undefined;
}

/** How the service writes its events up to the text; anything else is read in the plain way. */
const heads = ['{"type":"model","text":"', '{"text":"', '{"type": "model", "text": "', '{"text": "'] as const;

/** What JSON cannot hold as it is, and what begins an escape. */
// oxlint-disable-next-line no-control-regex
const needsParsing = /[\\\u0000-\u001f]/;

/**
 * Reads snapshots ("everything so far") without decoding again what the last one had already: an event that repeats the last one
 * up to the end of its text is decoded behind that only. Anything else is `undefined`, and `JSON.parse` reads it.
 */
export class SnapshotReader {
  /** Where the text of the last event that was read here ended. */
  #end = 0;
  #text = '';
  /** Whether that was the event before. */
  #follows = false;

  /** Every event of a stream, in order. `undefined` where `JSON.parse` must read it. */
  read({ event, data, repeated = 0 }: WrittenEvent): Snapshot | undefined {
    const known = this.#follows && repeated >= this.#end;
    this.#follows = false;
    if (event !== 'message') return undefined;
    const start = known ? this.#end : heads.find((head) => data.startsWith(head))?.length;
    if (start === undefined) return undefined;
    const end = endOfString(data, start);
    if (end < 0) return undefined;
    const grown = decoded(data.slice(start, end));
    const fields = grown === undefined ? undefined : fieldsBehind(data.slice(end));
    if (grown === undefined || fields === undefined) return undefined;
    this.#text = known ? this.#text + grown : grown;
    this.#end = end;
    this.#follows = true;
    return { text: this.#text, fields, grown: known ? grown : undefined };
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

/** V8 keeps what a longer slice was cut from as long as the slice, and each event has the whole answer; what is parsed is a text of its own. */
const longestCopiedSlice = 12;

function decoded(written: string): string | undefined {
  return written.length > longestCopiedSlice || needsParsing.test(written)
    ? (parse(`"${written}"`) as string | undefined)
    : written;
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
