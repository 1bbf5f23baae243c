export const lineFeed = 10;
export const carriageReturn = 13;

const eventField = Buffer.from('event:');
const dataField = Buffer.from('data:');
const space = 32;

/** How an event begins that has nothing before its data but, at most, its name. */
export interface EventStart {
  readonly name: string | undefined;
  /** Where its data begins. */
  readonly dataAt: number;
}

/** The start of an event; `undefined` for any other fields, for a name out of the ordinary, and when it is not all there. */
export function eventStart(bytes: Buffer, from: number): EventStart | undefined {
  if (!begins(bytes, from, eventField)) return dataStart(bytes, from, undefined);
  const end = bytes.indexOf(lineFeed, from);
  if (end < 0) return undefined;
  const value = bytes.toString('latin1', from + eventField.length, bytes[end - 1] === carriageReturn ? end - 1 : end);
  const name = value.startsWith(' ') ? value.slice(1) : value;
  return /^[\x21-\x7e]+$/.test(name) ? dataStart(bytes, end + 1, name) : undefined;
}

function dataStart(bytes: Buffer, from: number, name: string | undefined): EventStart | undefined {
  const at = from + dataField.length;
  if (at >= bytes.length || !begins(bytes, from, dataField)) return undefined;
  return { name, dataAt: bytes[at] === space ? at + 1 : at };
}

function begins(bytes: Buffer, from: number, start: Buffer): boolean {
  return bytes.length - from >= start.length && bytes.compare(start, 0, start.length, from, from + start.length) === 0;
}
