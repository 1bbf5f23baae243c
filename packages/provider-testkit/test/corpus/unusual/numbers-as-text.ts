import type { ChatParameters } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { ravenFixtures } from '../wires/raven/fixtures.ts';
import { Raven, raven } from '../wires/raven/raven.ts';

class Unusual extends Raven {
  override parameters(parameters: ChatParameters): object {
    const sent = Object.entries(super.parameters(parameters));
    return { settings: sent.map(([key, value]) => `${key}=${JSON.stringify(value)}`) };
  }
}

function asText(fixture: Fixture): Fixture {
  const exchanges = fixture.exchanges.map((exchange) => {
    if (exchange.phase !== 'chat') return exchange;
    const { temperature, max_tokens, ...json } = exchange.request.json as Record<string, unknown>;
    const settings = Object.entries({ temperature, max_tokens }).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}=${JSON.stringify(value)}`],
    );
    return { ...exchange, request: { ...exchange.request, json: { ...json, settings } } };
  });
  return { ...fixture, exchanges };
}

export const unusual: UnusualProvider = {
  says: 'Parameters are sent as a list of texts, `name=value`.',
  source: 'Services whose settings are tags, and those that take them in a query.',
  fixtures: ravenFixtures.map(asText),
  create: () => raven(Unusual),
};
