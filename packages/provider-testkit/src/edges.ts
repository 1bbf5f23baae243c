import { FixtureError } from './fixtures/fixture-error.ts';
import type { Fixture } from './fixtures/fixture.ts';
import { loadFixtures } from './fixtures/load-fixtures.ts';

/** The provider and the service that {@link openaiEdges} is for. */
export interface OpenAIEdgesOptions {
  /** Where the provider sends chats, such as `https://api.example.com/v1/chat/completions`. */
  readonly url: string;
  /** A model of the provider. */
  readonly model: string;
  /** Headers that each request must have, such as `{ authorization: 'Bearer {{apiKey}}' }`. Default: none is required. */
  readonly headers?: Readonly<Record<string, string | null>> | undefined;
}

/**
 * 24 streamed answers at the edges of OpenAI's wire format: tool calls without an index, an id or a name, calls whose pieces alternate,
 * errors inside a stream, usage in each chunk, unknown finish reasons. They are transcribed from services that imitate OpenAI's. A client
 * that reads all of them as expected works with these services, too.
 *
 * @throws FixtureError If `url` is not an http(s) URL, or the package is incomplete.
 * @example
 * ```ts
 * testProvider({ test, create, fixtures: await openaiEdges({ url: 'https://api.example.com/v1/chat/completions', model: 'm-1' }) });
 * ```
 */
export async function openaiEdges({ url, model, headers = {} }: OpenAIEdgesOptions): Promise<readonly Fixture[]> {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    throw new FixtureError(
      `The edges need the http(s) URL where the provider sends chats; got ${JSON.stringify(url)}.`,
    );
  }
  const fixtures = await loadFixtures(new URL('../edges/', import.meta.url));
  return fixtures.map((fixture) => ({
    ...fixture,
    request: { ...fixture.request, model },
    exchanges: fixture.exchanges.map((exchange) => ({
      ...exchange,
      request: { method: exchange.request.method, url, headers },
    })),
  }));
}
