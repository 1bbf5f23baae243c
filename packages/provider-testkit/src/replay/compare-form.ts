import type { ExchangeRequest } from '../fixtures/fixture.ts';
import type { Difference } from './difference.ts';
import { digestOf, readForm, type FormPart } from './read-form.ts';
import { showText } from './show-value.ts';

type Form = NonNullable<ExchangeRequest['form']>;

/** What a form is compared with. */
export interface FormContext {
  /** The bytes of a file of the fixture. */
  readonly file: (name: string) => Buffer;
  readonly fold: (text: string) => string;
}

/** Compares a multipart body part by part; the boundary and the order do not matter. */
export async function compareForm(
  expected: Form,
  contentType: string | undefined,
  body: Buffer,
  context: FormContext,
): Promise<readonly Difference[]> {
  if (contentType?.startsWith('multipart/form-data') !== true) {
    return [{ part: 'form', expected: 'multipart/form-data', received: showText(contentType ?? 'no content type') }];
  }
  const parts = await readForm(contentType, body).catch(() => undefined);
  if (parts === undefined) return [{ part: 'form', expected: 'a well-formed body', received: 'one that breaks off' }];
  const fields = new Set([...Object.keys(expected), ...parts.map(({ field }) => field)]);
  return [...fields].flatMap((field) => {
    const received = parts.filter((part) => part.field === field);
    const wanted = expectedPart(expected[field], context);
    const shown = received.map((part) => receivedPart(part, context));
    if (shown.length === 1 && shown[0] === wanted) return [];
    return [
      { part: `form ${field}`, expected: wanted ?? 'no such part', received: shown.join(' and ') || 'no such part' },
    ];
  });
}

function expectedPart(part: Form[string] | undefined, { file, fold }: FormContext): string | undefined {
  if (part === undefined) return undefined;
  if (typeof part === 'string') return showText(fold(part));
  const bytes = file(part.file);
  return describe(part.file, part.type, bytes.length, digestOf(bytes));
}

function receivedPart(part: FormPart, { fold }: FormContext): string {
  if ('value' in part) return showText(fold(part.value));
  const { name, type, size, sha256 } = part.file;
  return describe(name, type, size, sha256);
}

function describe(name: string, type: string, size: number, sha256: string): string {
  return `file ${showText(name)} of type ${showText(type)}, ${size} bytes, sha256 ${sha256.slice(0, 16)}`;
}
