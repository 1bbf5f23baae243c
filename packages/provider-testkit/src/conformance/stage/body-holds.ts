import { leavesOf } from './json-units.ts';

/** Whether a request body contains a text: as a JSON string, in a form or as plain text. */
export function bodyHolds(body: Uint8Array, text: string): boolean {
  const raw = Buffer.from(body).toString();
  if (raw.includes(text)) return true;
  try {
    return hasText(JSON.parse(raw), text);
  } catch {
    return raw.includes(new URLSearchParams({ x: text }).toString().slice(2));
  }
}

/** How often a request body contains a text, as {@link bodyHolds} finds it. */
export function timesIn(body: Uint8Array, text: string): number {
  const raw = Buffer.from(body).toString();
  const forms = [text, JSON.stringify(text).slice(1, -1), new URLSearchParams({ x: text }).toString().slice(2)];
  return Math.max(...forms.map((form) => raw.split(form).length - 1));
}

/** Whether a JSON value contains this text somewhere, also as a part of a longer one. */
export function hasText(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value.includes(text);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => hasText(inner, text));
}

/** Whether a JSON body contains this value somewhere. A text also counts if it is there as a number. */
export function holdsValue(body: Uint8Array, value: unknown): boolean {
  const raw = Buffer.from(body).toString();
  try {
    return hasValue(JSON.parse(raw), JSON.stringify(value));
  } catch {
    return raw.includes(String(value));
  }
}

function hasValue(value: unknown, expected: string): boolean {
  if (JSON.stringify(value) === expected || JSON.stringify(String(value)) === expected) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => hasValue(inner, expected));
}

/** The largest parts of a JSON body that hold one text and not another. */
export function partsHolding(body: Uint8Array, text: string, without: string): readonly string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    const raw = JSON.stringify(value) ?? '';
    if (!raw.includes(text)) return;
    if (!raw.includes(without)) found.push(raw);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  try {
    look(JSON.parse(Buffer.from(body).toString()));
  } catch {
    return [];
  }
  return found;
}

/** The texts of a JSON body; none if it is not JSON. */
export function textsIn(body: Uint8Array | undefined): readonly string[] {
  try {
    const leaves = leavesOf(JSON.parse(Buffer.from(body ?? []).toString()));
    return leaves.flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
  } catch {
    return [];
  }
}
