import type { Http } from '@plugboard/core/provider';

/** How a provider reads an answer. */
export type Reading = 'json' | 'events' | 'bytes';

/** The same HTTP, which also reports how responses of the phase `chat` are read. */
export function observedHttp(http: Http, onChat: (reading: Reading) => void): Http {
  const look = (phase: string, reading: Reading): void => {
    if (phase === 'chat') onChat(reading);
  };
  return {
    json: (request) => {
      look(request.phase, 'json');
      return http.json(request);
    },
    events: (request) => {
      look(request.phase, 'events');
      return http.events(request);
    },
    bytes: (request) => {
      look(request.phase, 'bytes');
      return http.bytes(request);
    },
    with: (defaults) => observedHttp(http.with(defaults), onChat),
    failure: (phase, body, status) => http.failure(phase, body, status),
  };
}
