/** The longest text of somebody else in a message of ours, in characters. */
const maxLength = 300;

/** A name as a message may show it: in quotation marks, short, with nothing invisible in it. */
export function quote(name: string): string {
  return `"${serviceText(name)}"`;
}

/**
 * Text of a service, as a message of ours may show it: at most 300 characters, with control characters made visible.
 *
 * @param clean - Applied before the text is shortened, so that no secret is cut into pieces that nobody recognizes.
 */
export function serviceText(text: string, clean: (text: string) => string = (same) => same): string {
  // Not a literal: V8 checks one with Unicode properties when it loads the file, which costs as much as a hundred lines.
  const hidden = new RegExp(String.raw`[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]`, 'gu');
  const visible = clean(text).replaceAll(hidden, (character) =>
    character === '\n' || character === '\t'
      ? ' '
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  const trimmed = visible.trim();
  return trimmed.length > maxLength ? `${trimmed.slice(0, maxLength - 1)}\u2026` : trimmed;
}
