import { isFields } from '../../fixtures/shape.ts';
import type { Delivery } from './delivery.ts';

/** What is found in an answer by chance is shorter. */
const shortestPart = 4;

/**
 * The answer to an upload as another file would get it: the reference that the provider makes of it, or the part of the answer
 * that the reference is made of, differs in one character. `undefined` when neither stands in the answer.
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

/** The answer to an upload with another reference in the place of its own; `undefined` when it does not stand in the answer. */
export function withReference(recorded: Delivery, reference: string, other: string): Delivery | undefined {
  const text = Buffer.from(recorded.body).toString();
  const [own, wanted] = [reference, other].map((one) => JSON.stringify(one).slice(1, -1));
  if (own === undefined || wanted === undefined || !text.includes(own)) return undefined;
  return { ...recorded, body: Buffer.from(text.split(own).join(wanted)), cuts: [] };
}

/** A text as long, of the same characters: a provider may check that it is a URL, hexadecimal, or ends as a picture does. */
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
