/** The words of a text with the space before them: what the emulators count as tokens. Services count otherwise. */
export function tokensIn(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** How many tokens a text has. */
export function countTokens(text: string): number {
  return tokensIn(text).length;
}
