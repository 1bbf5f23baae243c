/** The words of a text with the space before them, which the emulators count as tokens. Services count in another way. */
export function tokensIn(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** How many tokens a text has. */
export function countTokens(text: string): number {
  return tokensIn(text).length;
}
