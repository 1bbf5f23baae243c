import type { Exchange, Fixture } from '../fixtures/fixture.ts';
import { fileBytes } from '../fixtures/fixture-files.ts';
import type { Placeholders } from '../fixtures/placeholders.ts';
import { compareRequest, type Strictness, type WholeRequest } from './compare-request.ts';
import { formatDifference, type Difference } from './difference.ts';

/** An exchange of a fixture, and how often it was used. */
export interface BookEntry {
  readonly fixture: Fixture;
  readonly exchange: Exchange;
  uses: number;
}

export interface BookRules {
  readonly strictness: Strictness;
  /** Whether a used exchange may be used again if no other fits. */
  readonly reuse: boolean;
}

/** All exchanges of a replay. Finds the one that matches a request. */
export class ExchangeBook {
  readonly #entries: readonly BookEntry[];
  readonly #placeholders: Placeholders;
  readonly #rules: BookRules;

  constructor(fixtures: readonly Fixture[], placeholders: Placeholders, rules: BookRules) {
    this.#entries = fixtures.flatMap((fixture) =>
      fixture.exchanges.map((exchange) => ({ fixture, exchange, uses: 0 })),
    );
    this.#placeholders = placeholders;
    this.#rules = rules;
  }

  get unused(): readonly BookEntry[] {
    return this.#entries.filter(({ uses }) => uses === 0);
  }

  /** The first unused exchange that matches the request, or what is wrong with the request. */
  async find(whole: WholeRequest): Promise<BookEntry | string> {
    const judged: { readonly entry: BookEntry; readonly differences: readonly Difference[] }[] = [];
    for (const entry of this.#entries) {
      const differences = await this.#compare(entry, whole);
      if (differences.length === 0 && entry.uses === 0) return entry;
      judged.push({ entry, differences });
    }
    const again = judged.findLast(({ differences }) => differences.length === 0);
    if (again !== undefined && this.#rules.reuse) return again.entry;
    const title = `${whole.request.method} ${this.#show(whole.url)}`;
    if (again !== undefined) {
      const times = again.entry.uses === 1 ? 'once' : `${again.entry.uses} times`;
      return `${title} was sent again; the fixture has it ${times}.`;
    }
    const fresh = judged.filter(({ entry }) => entry.uses === 0);
    const nearest = (fresh.length > 0 ? fresh : judged).reduce<(typeof judged)[number] | undefined>(
      (best, one) => (best === undefined || distance(one.differences) < distance(best.differences) ? one : best),
      undefined,
    );
    if (nearest === undefined) return `${title} matches nothing: the fixture has no exchanges.`;
    const { phase, request } = nearest.entry.exchange;
    const lines = nearest.differences.map(formatDifference);
    return [`${title} matches nothing. The nearest is ${phase}, ${request.method} ${request.url}:`, ...lines].join(
      '\n',
    );
  }

  #compare({ fixture, exchange }: BookEntry, whole: WholeRequest): Promise<readonly Difference[]> {
    const context = {
      file: (name: string) => fileBytes(fixture, name),
      fold: (text: string) => this.#placeholders.fold(text),
    };
    return compareRequest(exchange.request, whole, context, this.#rules.strictness);
  }

  #show(url: string): string {
    return this.#placeholders.fold(url.replace(/\?.*$/, '?...'));
  }
}

/** How different a request is. Another address weighs more than other contents. */
function distance(differences: readonly Difference[]): number {
  return differences.reduce((sum, { part }) => sum + (part === 'url' || part === 'method' ? 100 : 1), 0);
}
