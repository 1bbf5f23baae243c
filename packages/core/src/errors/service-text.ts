/** Text of a service as it may stand in our messages: at most 300 characters, control characters made visible. */
export function serviceText(text: string, clean: (text: string) => string = (same) => same): string {
  const visible = clean(text).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
    character === '\n' || character === '\t'
      ? ' '
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  const trimmed = visible.trim();
  return trimmed.length > 300 ? `${trimmed.slice(0, 299)}…` : trimmed;
}
