import { extensionOf, kindOfType } from './mime-type.ts';

const maxLength = 100;
const maxExtensionLength = 16;

/** Names that stand for devices on Windows, whatever their extension. */
const reservedName =
  /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?=[ .]|$)/i;

/**
 * Makes a file name safe in a header, in a terminal and on every file system: no folder, no control or bidi character,
 * no quotes or other characters that Windows forbids, and at most 100 UTF-16 code units, including the extension. If
 * nothing is left of the name, the result is a name such as `image.jpg`, by `type`.
 */
export function cleanFileName(name: string | undefined, type: string): string {
  const base = (name ?? '').split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const visible = base
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu, '')
    .replaceAll(/["<>:|?*]/g, '_');
  const trimmed = trimEnds(visible);
  const safe = reservedName.test(trimmed) ? `_${trimmed}` : trimmed;
  const short = shorten(safe);
  return short === '' ? `${kindOfType(type) ?? 'file'}.${extensionOf(type)}` : short;
}

/** Hidden files keep their name but not the dot. Windows drops dots and spaces at the end. */
function trimEnds(name: string): string {
  return name.replace(/^[\s.]+/u, '').replace(/[\s.]+$/u, '');
}

function shorten(name: string): string {
  if (name.length <= maxLength) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= maxExtensionLength ? name.slice(dot) : '';
  const end = Math.min(extension === '' ? name.length : dot, maxLength - extension.length);
  // Removes the half that a cut inside a surrogate pair would leave.
  const stem = name.slice(0, end).replace(/[\ud800-\udbff]$/, '');
  return `${trimEnds(stem)}${extension}`;
}
