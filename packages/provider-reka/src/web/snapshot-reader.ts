import { isJsonObject, type JsonObject } from '@plugboard/core/provider';

/** An event as the service sent it. */
export interface WrittenEvent {
  /** Its name, or `message` if the service gave none. */
  readonly event: string;
  readonly data: string;
  /** How many characters at its start repeat the previous event. */
  readonly repeated?: number | undefined;
}

/** The content of an event. */
export interface Snapshot {
  /** The whole answer so far. */
  readonly text: string;
  /** Its fields except for the text and the `type`, which is `model`. */
  readonly fields: JsonObject;
  /** What its text has added to the whole text of the previous event. `undefined`: unknown. */
  readonly grown: string | undefined;
}

/** The beginnings of events as the service writes them. All others are parsed as usual. */
const heads = ['{"type":"model","text":"', '{"text":"', '{"type": "model", "text": "', '{"text": "'] as const;

/** Characters that JSON cannot contain, and the beginning of an escape. */
// oxlint-disable-next-line no-control-regex
const needsParsing = /[\\\u0000-\u001f]/;

/** Core says how much events repeat from this many characters on. Shorter ones are compared here. */
const maxCompared = 1_024;

/**
 * Reads snapshots ("everything so far") without decoding the same text again. If an event repeats the previous one up to the end of
 * its text, only the rest is decoded. For any other event it returns `undefined`, and `JSON.parse` has to read it.
 */
export class SnapshotReader {
  /** The end of the text in the last event that was read here. */
  #end = 0;
  #text = '';
  /** That event up to the end of its text, if it is short. */
  #written = '';
  /** Whether that was the previous event. */
  #follows = false;

  /** Must be called with every event of a stream, in order. Returns `undefined` if `JSON.parse` has to read the event. */
  read({ event, data, repeated = 0 }: WrittenEvent): Snapshot | undefined {
    const known = this.#follows && (repeated >= this.#end || this.#isRepeatedBy(data));
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
    this.#written = data.length < maxCompared ? data.slice(0, end) : '';
    this.#follows = true;
    return { text: this.#text, fields, grown: known ? grown : undefined };
  }

  /** Slices compare several times faster than `startsWith`. */
  #isRepeatedBy(data: string): boolean {
    return this.#written !== '' && data.slice(0, this.#end) === this.#written;
  }
}

/** The position of the quote that ends the string around `from`, or -1. */
function endOfString(data: string, from: number): number {
  for (let at = data.indexOf('"', from); at >= 0; at = data.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (at - backslashes > from && data[at - backslashes - 1] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

/**
 * V8 copies short slices. It keeps the text that a longer slice was cut from as long as the slice, and each event contains the whole
 * answer. Parsing makes a copy.
 */
export const maxCopiedSlice = 12;

function decoded(written: string): string | undefined {
  return written.length > maxCopiedSlice || needsParsing.test(written)
    ? (parse(`"${written}"`) as string | undefined)
    : written;
}

/** Fields that repeat those before the text, or that make the event a failure. Such events are parsed as a whole. */
const plainFields = ['text', 'type', 'error', 'detail'] as const;

/** What follows the text in nearly all events: nothing, or the counts. Parsing would take five times as long as this expression. */
const usualRest =
  /^"(?:, ?"metadata": ?\{ ?"input_tokens": ?(0|[1-9]\d{0,14}), ?"generated_tokens": ?(0|[1-9]\d{0,14}) ?\})?\}$/;

const noFields: JsonObject = {};

/** The fields after the text. */
function fieldsBehind(written: string): JsonObject | undefined {
  const usual = usualRest.exec(written);
  if (usual !== null) {
    const [, input, generated] = usual;
    if (generated === undefined) return noFields;
    return { metadata: { input_tokens: Number(input), generated_tokens: Number(generated) } };
  }
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
