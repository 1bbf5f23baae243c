/**
 * Makes the text of a model safe for a terminal. Characters that could move the cursor, change colours, titles or the clipboard, or
 * reverse the direction of text are shown as code points. Each character is replaced by itself, so a text may be cut anywhere.
 */
export function showControlCharacters(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}
