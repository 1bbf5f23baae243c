import type { Call, Model } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { heronFixtures } from '../wires/heron/fixtures.ts';
import { Heron, heron } from '../wires/heron/heron.ts';

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly next?: string;
}

class Unusual extends Heron {
  override async listModels(call: Call): Promise<readonly Model[]> {
    const models: Model[] = [];
    let next: string | undefined = '/v1/models';
    while (next !== undefined) {
      const page: Page = (await this.open(call).json({ phase: 'models', url: next })) as Page;
      models.push(...page.data.map(({ id }) => ({ id })));
      next = page.next;
    }
    return models;
  }
}

function inPages(exchange: Exchange): readonly Exchange[] {
  const { phase, request } = exchange;
  if (phase !== 'models') return [exchange];
  return [
    { phase, request, response: { status: 200, json: { data: [{ id: 'heron-large' }], next: '/v1/models?page=2' } } },
    {
      phase,
      request: { ...request, url: `${request.url}?page=2` },
      response: { status: 200, json: { data: [{ id: 'heron-small' }] } },
    },
  ];
}

export const unusual: UnusualProvider = {
  says: 'The list of models comes in pages.',
  source: 'Services with many models list them so.',
  fixtures: heronFixtures.map((fixture): Fixture => ({ ...fixture, exchanges: fixture.exchanges.flatMap(inPages) })),
  create: () => heron(Unusual),
};
