/**
 * Text of a model or of a service as it may go to a terminal: what could move the cursor, change colours, titles or the clipboard,
 * or turn the direction of the text around is shown as its code point. Character by character, so it does not matter where a text
 * is cut.
 */
export function showControlCharacters(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}
