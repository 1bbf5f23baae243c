/** Text of a service as it may stand in our messages: at most 300 characters, control characters made visible. */
export function serviceText(text: string, clean: (text: string) => string = (same) => same): string {
  // Not a literal: with Unicode properties, one is checked when the file is loaded, and costs as much as a hundred lines.
  const hidden = new RegExp(String.raw`[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]`, 'gu');
  const visible = clean(text).replaceAll(hidden, (character) =>
    character === '\n' || character === '\t'
      ? ' '
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  const trimmed = visible.trim();
  return trimmed.length > 300 ? `${trimmed.slice(0, 299)}\u2026` : trimmed;
}
