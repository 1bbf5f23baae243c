import type { Call, ChatEvent, ChatRequest, Http, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, site } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  #loading: Promise<string> | undefined;

  override async upload(file: Media, call: Call): Promise<MediaReference> {
    return super.upload(file, await this.signedIn(call));
  }

  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    yield* super.stream(request, await this.signedIn(call));
  }

  async signedIn(call: Call): Promise<Call> {
    this.#loading ??= this.loadToken(call.http).then(({ value }) => value);
    const headers = { authorization: `Bearer ${await this.#loading}` };
    return { ...call, http: call.http.with({ baseUrl: site, headers }), signal: call.signal, warn: call.warn };
  }

  override open(call: Call): Http {
    return call.http;
  }
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'All who wait share the load that the first call began; when that call is aborted, all of them fail.',
  source: 'reviewed; w3c/ServiceWorker#625: a promise that one of several owners can cancel.',
  namedBy: ['abort/token'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
