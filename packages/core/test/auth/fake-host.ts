import { attachRedactor, createRedactor, type Redactor } from '../../src/errors/redactor.ts';
import type { Http } from '../../src/contract/http.ts';
import type { ProviderHost } from '../../src/contract/provider-host.ts';

export interface FakeHost extends ProviderHost {
  readonly redactor: Redactor;
  readonly warnings: string[];
  time: number;
}

const noHttp: Http = {
  json: () => Promise.reject(new Error('no http here')),
  events: () => {
    throw new Error('no http here');
  },
  bytes: () => {
    throw new Error('no http here');
  },
  with: () => noHttp,
  failure: () => {
    throw new Error('no http here');
  },
};

/** A host with a clock that stands still until `time` is set; its warnings are kept. */
export function fakeHost({ time = Date.UTC(2026, 10, 22), folder = '' } = {}): FakeHost {
  const redactor = createRedactor();
  const warnings: string[] = [];
  const host: FakeHost = {
    id: 'fake',
    time,
    redactor,
    warnings,
    log: {
      debug: () => undefined,
      warn: (message, fields) =>
        void warnings.push(fields === undefined ? message : `${message} ${JSON.stringify(fields)}`),
    },
    http: noHttp,
    now: () => host.time,
    random: () => 0.5,
    resolvePath: (path) => (path.startsWith('/') ? path : `${folder}/${path}`),
  };
  return attachRedactor(host, redactor);
}
