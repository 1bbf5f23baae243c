import type { Call, ChatEvent, ChatRequest, Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  #loading: Promise<string> | undefined;

  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    this.#loading ??= this.loadToken(call.http).then(({ value }) => value);
    const token = await this.#loading;
    yield* super.stream(request, { ...call, http: withToken(call.http, token), signal: call.signal, warn: call.warn });
  }

  override open(call: Call): Http {
    return call.http;
  }
}

function withToken(http: Http, token: string): Http {
  return http.with({ baseUrl: 'https://raven.example', headers: { authorization: `Bearer ${token}` } });
}

export const fault: Fault = {
  kind: 'tokens',
  says: 'All who wait share the load that the first call began; when that call is aborted, all of them fail.',
  source: 'reviewed; w3c/ServiceWorker#625: a promise that one of several owners can cancel.',
  namedBy: ['abort/token'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
