import { mediaError } from './media-error.ts';
import { essenceOf, tellingType } from './mime-type.ts';
import type { BytesSource } from './media-source.ts';

/** A `data:` URL, by the rules of the Fetch Standard. Its text never gets into a message. */
export function parseDataUrl(url: string, label: string): BytesSource {
  const comma = url.indexOf(',');
  if (comma < 0) throw mediaError(label, 'the data: URL has no comma between its type and its content.');
  const header = url.slice('data:'.length, comma);
  const base64 = /;[ ]*base64[ ]*$/i.exec(header);
  const mediaType = (base64 === null ? header : header.slice(0, base64.index)).trim();
  const fragment = url.indexOf('#', comma);
  const content = url.slice(comma + 1, fragment < 0 ? undefined : fragment);
  const bytes = base64 === null ? percentDecoded(content) : base64Decoded(content, label);
  return { from: 'bytes', bytes, name: undefined, type: typeOf(mediaType, label) };
}

/** Parameters alone, as in `data:;charset=utf-8,`, say nothing of the file: its bytes do. */
function typeOf(mediaType: string, label: string): string | undefined {
  if (mediaType === '' || mediaType.startsWith(';')) return undefined;
  const essence = essenceOf(mediaType);
  if (essence === undefined) throw mediaError(label, 'the data: URL names a type that is no MIME type.');
  return tellingType(essence);
}

function base64Decoded(content: string, label: string): Uint8Array {
  const plain = content.includes('%') ? Buffer.from(percentDecoded(content)).toString('latin1') : content;
  const compact = /[\t\n\f\r ]/.test(plain) ? plain.replaceAll(/[\t\n\f\r ]+/g, '') : plain;
  const padding = compact.endsWith('==') ? 2 : compact.endsWith('=') ? 1 : 0;
  const length = compact.length - padding;
  const wellFormed = length % 4 !== 1 && (padding === 0 || compact.length % 4 === 0);
  // Node skips what is not base64 instead of refusing it; then the length tells.
  if (wellFormed && !/[-_]/.test(compact)) {
    const bytes = Buffer.from(compact, 'base64');
    if (bytes.length === Math.floor((length * 3) / 4)) return bytes;
  }
  throw mediaError(label, 'the content of the data: URL is not valid base64.');
}

/** Bytes by percent escapes; everything else as UTF-8. An escape that is none stays as it is. */
function percentDecoded(content: string): Uint8Array {
  const text = Buffer.from(content, 'utf8');
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const escaped = text[index] === 0x25 ? hexAt(text, index + 1) : undefined;
    bytes[length] = escaped ?? text[index] ?? 0;
    length += 1;
    if (escaped !== undefined) index += 2;
  }
  return bytes.subarray(0, length);
}

function hexAt(text: Buffer, index: number): number | undefined {
  const digits = text.toString('latin1', index, index + 2);
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
