const maxEvents = 400;

/** Words with the space before them, as many together as keep the number of events bounded: the texts add up. */
export function piecesOf(text: string): readonly string[] {
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  const size = Math.ceil(words.length / maxEvents) || 1;
  return Array.from({ length: Math.ceil(words.length / size) }, (_, index) =>
    words.slice(index * size, (index + 1) * size).join(''),
  );
}
