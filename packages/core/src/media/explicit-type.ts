import { mediaError } from './media-error.ts';
import { essenceOf, tellingType } from './mime-type.ts';

/** The MIME type that a caller gave; `undefined` when it says nothing of the file. Throws for what is not a MIME type. */
export function explicitType(type: unknown, label: string): string | undefined {
  const essence = essenceOf(type);
  if (essence === undefined) throw mediaError(label, 'its type is not a MIME type such as image/png.');
  return tellingType(essence);
}
