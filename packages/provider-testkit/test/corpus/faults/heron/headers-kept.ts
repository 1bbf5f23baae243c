import type { Call, ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  readonly #headers: Record<string, string> = {};

  override open(call: Call): Http {
    const headers = { ...this.#headers, authorization: `Bearer ${this.options.apiKey ?? ''}` };
    return super.open(call).with({ baseUrl: 'https://api.heron.example', headers });
  }

  override async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const { temperature } = request.parameters;
    if (temperature !== undefined) this.#headers['x-heron-temperature'] = String(temperature);
    yield* super.events(http, request);
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'A header for one call is written into the headers of the instance, and goes with every later call.',
  source: 'langchain-ai/langchain#38840: parameters of one call were written into the options of the instance.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
