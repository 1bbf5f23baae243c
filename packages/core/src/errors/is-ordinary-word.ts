/** Letters. Longer ones are rare in sentences, and made-up ones are all the rarer words the longer they are. */
const longest = 12;

/**
 * Whether a text is a word as sentences have it: letters in one case, that can be spoken. Placeholders for keys are such words
 * (`ollama`, `EMPTY`), and keys are none: chance puts digits, mixed case or unspeakable runs of letters into them.
 */
export function isOrdinaryWord(text: string): boolean {
  if (text.length > longest || !/^(?:[A-Z]?[a-z]+|[A-Z]+)$/.test(text)) return false;
  return /[aeiouy]/i.test(text) && !/[^aeiouy]{6}/i.test(text);
}
