import { type ChatEvent, isJsonObject, type JsonObject, jsonObjectIn, textIn } from '@plugboard/core/provider';

type Source = Extract<ChatEvent, { type: 'source' }>;

/** The sources of a candidate: pages that were found, with the passages that draw on them, and texts that the answer quotes. */
export function sourcesIn(candidate: JsonObject, text: string): readonly Source[] {
  const { groundingChunks, groundingSupports } = jsonObjectIn(candidate['groundingMetadata']);
  const pages = listIn(groundingChunks).map(pageOf);
  const places = listIn(groundingSupports);
  const grounded = pages.flatMap((page, index) => {
    if (page === undefined) return [];
    const supported = places.filter(({ groundingChunkIndices: from }) => Array.isArray(from) && from.includes(index));
    return supported.length === 0 ? [page] : supported.map(({ segment }) => ({ ...page, ...rangeOf(segment, text) }));
  });
  const { citationSources } = jsonObjectIn(candidate['citationMetadata']);
  const repeated = listIn(citationSources).flatMap((citation): readonly Source[] => {
    const url = textIn(citation['uri']);
    return url === '' ? [] : [{ type: 'source', url, ...rangeOf(citation, text) }];
  });
  return [...grounded, ...repeated];
}

function pageOf(chunk: JsonObject): Source | undefined {
  const { uri, title, text } = jsonObjectIn(chunk['web'] ?? chunk['retrievedContext'] ?? chunk['maps']);
  if (typeof uri !== 'string' || uri === '') return undefined;
  return {
    type: 'source',
    url: uri,
    ...(typeof title === 'string' && { title }),
    ...(typeof text === 'string' && { text }),
  };
}

/** A range in characters. The service counts bytes of UTF-8, and leaves out a start of 0. */
function rangeOf(segment: unknown, text: string): { readonly start?: number; readonly end?: number } {
  const { startIndex = 0, endIndex } = jsonObjectIn(segment);
  if (typeof startIndex !== 'number' || typeof endIndex !== 'number') return {};
  const bytes = Buffer.from(text);
  if (endIndex > bytes.length || startIndex > endIndex) return {};
  const before = (end: number): number => bytes.toString('utf8', 0, end).length;
  return { start: before(startIndex), end: before(endIndex) };
}

function listIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
