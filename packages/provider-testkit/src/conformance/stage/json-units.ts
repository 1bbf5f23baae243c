import type { Delivery } from './delivery.ts';

/** The place of something in a JSON value. */
export type JsonPath = readonly (string | number)[];

/** What takes the place of a piece of JSON: another value, nothing, or several. */
export type Rewrite = (json: unknown, index: number) => readonly unknown[];

/**
 * The body with its JSON rewritten, piece by piece. A piece is the `data` of a server-sent event, otherwise a line, otherwise the whole.
 * Anything but JSON stays. Each piece is sent in a write of its own.
 */
export function rewritten(delivery: Delivery, rewrite: Rewrite): Delivery {
  return sent(
    delivery,
    piecesOf(delivery).map(({ json, text, write }, index) =>
      json === undefined
        ? text
        : rewrite(json, index)
            .map((value) => write(JSON.stringify(value)))
            .join(''),
    ),
  );
}

/** The body with one of its pieces of JSON cut in half. */
export function spoiled(delivery: Delivery, which: number): Delivery {
  return sent(
    delivery,
    piecesOf(delivery).map(({ json, text, write }, index) => {
      const whole = JSON.stringify(json);
      return index === which ? write(whole.slice(0, Math.ceil(whole.length / 2))) : text;
    }),
  );
}

/** The body with its pieces in another order, by their indexes. */
export function reordered(delivery: Delivery, order: readonly number[]): Delivery {
  const pieces = piecesOf(delivery);
  return sent(
    delivery,
    order.map((index) => pieces[index]?.text ?? ''),
  );
}

/** As a body, each piece in a write of its own. */
function sent(delivery: Delivery, texts: readonly string[]): Delivery {
  let end = 0;
  const cuts = texts.map((text) => (end += Buffer.byteLength(text)));
  return { ...delivery, body: Buffer.from(texts.join('')), cuts };
}

/** The JSON of a body, piece by piece; `undefined` for a piece that is not JSON. */
export function jsonOf(delivery: Pick<Delivery, 'body' | 'headers'>): readonly unknown[] {
  return piecesOf(delivery).map(({ json }) => json);
}

interface Piece {
  readonly text: string;
  readonly json: unknown;
  /** The piece with other JSON. */
  readonly write: (json: string) => string;
}

function piecesOf({ body, headers }: Pick<Delivery, 'body' | 'headers'>): readonly Piece[] {
  const text = Buffer.from(body).toString();
  if (typeOf(headers).includes('event-stream')) {
    return (text.match(/(?:.+\r?\n)+(?:\r?\n)*|.+$|\r?\n/g) ?? []).map(eventPiece);
  }
  const whole = parsed(text);
  if (whole !== undefined) return [{ text, json: whole, write: (json) => json }];
  return (text.match(/.*\n|.+$/g) ?? []).map((line) => ({
    text: line,
    json: parsed(line),
    write: (json: string) => `${json}\n`,
  }));
}

function eventPiece(text: string): Piece {
  const lines = text.split(/\r?\n/);
  const data = lines.flatMap((line) => (line.startsWith('data:') ? [line.slice(5).replace(/^ /, '')] : []));
  const others = lines.filter((line) => line !== '' && !line.startsWith('data:')).map((line) => `${line}\n`);
  const write = (json: string): string => `${others.join('')}data: ${json}\n\n`;
  return { text, json: data.length === 0 ? undefined : parsed(data.join('\n')), write };
}

/** The value, or `undefined` if it is neither a JSON object nor a list. */
function parsed(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

function typeOf(headers: Delivery['headers']): string {
  return String(Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '');
}

/** All values that are neither objects nor lists, with their places. */
export function leavesOf(json: unknown, path: JsonPath = []): readonly (readonly [path: JsonPath, value: unknown])[] {
  if (typeof json !== 'object' || json === null) return [[path, json]];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(json)
    ? [...json.entries()]
    : Object.entries(json);
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** A copy in which every value may be replaced, from the outside in. A replacement is taken as it is. */
export function mapValues(json: unknown, change: (value: unknown) => unknown): unknown {
  const changed = change(json);
  if (changed !== json || typeof json !== 'object' || json === null) return changed;
  if (Array.isArray(json)) return json.map((inner) => mapValues(inner, change));
  return Object.fromEntries(Object.entries(json).map(([key, inner]) => [key, mapValues(inner, change)]));
}

/** A copy in which every value that is neither an object nor a list may be replaced. `undefined` removes the field. */
export function mapLeaves(
  json: unknown,
  change: (value: unknown, path: JsonPath) => unknown,
  path: JsonPath = [],
): unknown {
  if (Array.isArray(json)) return json.map((inner, index) => mapLeaves(inner, change, [...path, index]));
  if (typeof json !== 'object' || json === null) return change(json, path);
  return Object.fromEntries(
    Object.entries(json)
      .map(([key, inner]) => [key, mapLeaves(inner, change, [...path, key])] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}
