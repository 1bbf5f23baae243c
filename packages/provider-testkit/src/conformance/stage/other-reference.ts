import { isFields } from '../../fixtures/shape.ts';
import type { Delivery } from './delivery.ts';

/** Shorter texts are found in a response by chance. */
const shortestPart = 4;

/**
 * The response to an upload as another file would get it: the provider's reference, or the part of the response from which it is made,
 * differs in one character. `undefined` if the response contains neither.
 *
 * @param which From 1 on; each number is another file.
 */
export function withOtherReference(recorded: Delivery, reference: string, which = 1): Delivery | undefined {
  const text = Buffer.from(recorded.body).toString();
  const changed = changedJson(text, reference, which) ?? replaced(text, reference, which);
  return changed === undefined ? undefined : { ...recorded, body: Buffer.from(changed), cuts: [] };
}

function changedJson(text: string, reference: string, which: number): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const texts = textsIn(json);
  const part = texts.some((one) => one.includes(reference))
    ? reference
    : texts
        .filter((one) => one.length >= shortestPart && reference.includes(one))
        .reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  if (part === '' || otherThan(part, which) === part) return undefined;
  return JSON.stringify(json, (_name, value: unknown) =>
    typeof value === 'string' ? swapped(value, part, which) : value,
  );
}

function replaced(text: string, part: string, which: number): string | undefined {
  const changed = swapped(text, part, which);
  return changed === text ? undefined : changed;
}

function swapped(text: string, part: string, which: number): string {
  return text.split(part).join(otherThan(part, which));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isFields(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** The response to an upload with another reference in place of its own; `undefined` if the response does not contain its own. */
export function withReference(recorded: Delivery, reference: string, other: string): Delivery | undefined {
  const text = Buffer.from(recorded.body).toString();
  const [own, wanted] = [reference, other].map((one) => JSON.stringify(one).slice(1, -1));
  if (own === undefined || wanted === undefined || !text.includes(own)) return undefined;
  return { ...recorded, body: Buffer.from(text.split(own).join(wanted)), cuts: [] };
}

/** A text of the same length and kind of characters: a provider may check that it is a URL, is hexadecimal, or ends like a picture. */
function otherThan(text: string, which: number): string {
  const end = text.replace(/\.\w{1,5}$/, '');
  return (
    end.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => {
      const kind = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ'];
      const among = kind.find((all) => all.includes(last)) ?? last;
      return among.charAt((among.indexOf(last) + which) % among.length);
    }) + text.slice(end.length)
  );
}
