import type { Call, ChatEvent, ChatRequest, Http, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  #value = '';

  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    this.#value = await this.token.get(call.signal);
    yield* super.stream(request, call);
  }

  override async upload(file: Media, call: Call): Promise<MediaReference> {
    this.#value = await this.token.get(call.signal);
    return super.upload(file, call);
  }

  override open(call: Call): Http {
    return call.http.with({ baseUrl: 'https://raven.example', headers: { authorization: `Bearer ${this.#value}` } });
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'The token goes as a header, and a 401 does not make the provider forget it.',
  source: 'block/buzz#1015: a token that was refused was sent again, until the agent gave up.',
  namedBy: ['repeats/fresh-token'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
