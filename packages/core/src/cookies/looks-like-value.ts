/** Whether a text in the place of a path is more likely a cookie: then it is not shown, wherever it fails. */
export function looksLikeValue(text: string): boolean {
  const trimmed = text.trim();
  if (/[=;\r\n\0]/.test(trimmed) || /^[{["]/.test(trimmed) || trimmed.startsWith('eyJ') || trimmed.length > 1024)
    return true;
  const last = trimmed.split(/[/\\]/).at(-1) ?? '';
  const hasExtension = /\.[A-Za-z][A-Za-z0-9]{0,8}$/.test(last);
  if (trimmed.split(/[/\\]/).some((segment) => segment.length > 100)) return true;
  return !hasExtension && last.length >= 16 && !/[/\\]/.test(trimmed);
}
