/** Services whose own API has what their OpenAI-compatible endpoint lacks: caching, citations, files, signed thoughts. */
const packages: ReadonlyMap<string, string> = new Map([
  ['api.anthropic.com', '@plugboard/provider-anthropic'],
  ['generativelanguage.googleapis.com', '@plugboard/provider-google'],
]);

/** A hint for users who reach such a service over OpenAI's wire format. `undefined` for any other service. */
export function hintAt(baseUrl: string): string | undefined {
  const { hostname } = new URL(baseUrl);
  const name = packages.get(hostname);
  if (name === undefined) return undefined;
  return `openai() at ${hostname} cannot cache, cite, upload files or return signed thoughts. Use ${name}, which can, with the same key and models.`;
}
