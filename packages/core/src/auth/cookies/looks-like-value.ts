import { isRowOfBlanks } from './formats/netscape.ts';

// oxlint-disable-next-line no-control-regex -- a line of a cookies.txt has tabs in it
const controls = /[\u0000-\u001f\u007f]/;

/** Whether a text cannot be meant as a path, so that nothing is looked for: it has control characters inside, or is a `data:` URL. */
export function isNeverPath(text: string): boolean {
  const trimmed = text.trim();
  return text.includes('\0') || controls.test(trimmed) || /^data:/i.test(trimmed);
}

/** Whether a text in the place of a path is more likely a cookie: then it is not shown, wherever it fails. */
export function looksLikeValue(text: string): boolean {
  const trimmed = text.trim();
  if (isNeverPath(text) || isRowOfBlanks(trimmed)) return true;
  if (/[=;]/.test(trimmed) || /^[{["]/.test(trimmed) || trimmed.startsWith('eyJ') || trimmed.length > 1024) return true;
  const last = trimmed.split(/[/\\]/).at(-1) ?? '';
  const hasExtension = /\.[A-Za-z][A-Za-z0-9]{0,8}$/.test(last);
  if (trimmed.split(/[/\\]/).some((segment) => segment.length > 100)) return true;
  return !hasExtension && last.length >= 16 && !/[/\\]/.test(trimmed);
}
