/** How many characters of other people's text one message may quote. */
const maxLength = 300;

/** A name as a message may show it: in quotation marks, shortened, with invisible characters escaped. */
export function quote(name: string): string {
  return `"${serviceText(name)}"`;
}

/**
 * Text of a service as a message may show it: at most 300 characters, with invisible characters escaped.
 *
 * @param clean - Removes secrets. Applied before the text is shortened, because it would not recognize a secret that
 * was cut in two.
 */
export function serviceText(text: string, clean: (text: string) => string = (same) => same): string {
  // Not a literal: V8 checks a literal with Unicode properties when it loads the file, which takes as long as loading a
  // hundred lines.
  const hidden = new RegExp(String.raw`[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]`, 'gu');
  const visible = clean(text).replaceAll(hidden, (character) =>
    character === '\n' || character === '\t'
      ? ' '
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  const trimmed = visible.trim();
  return trimmed.length > maxLength ? `${trimmed.slice(0, maxLength - 1)}\u2026` : trimmed;
}
