import type { Media, ProviderDefinition } from '@plugboard/core/provider';

/** A schema that takes options as they are. */
export function anyOptions<Options extends object>(): NonNullable<ProviderDefinition<Options>['options']> {
  return { '~standard': { version: 1, vendor: 'corpus', validate: (value) => ({ value: value as Options }) } };
}

/** The text of a message, its parts one after another. */
export function textOf(content: readonly { readonly type: string; readonly text?: string }[]): string {
  return content.map(({ text = '' }) => text).join('');
}

/** The base64 of a file, all of it in memory. */
export async function wholeBase64(media: Media): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of media.stream()) pieces.push(piece);
  return Buffer.concat(pieces).toString('base64');
}
