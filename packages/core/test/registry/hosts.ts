import { attachRedactor, createRedactor, type Redactor } from '../../src/errors/redactor.ts';
import type { ProviderHost } from '../../src/contract/provider-host.ts';

/** A host without HTTP, and what it was told. */
export interface TestHost {
  readonly host: ProviderHost;
  readonly redactor: Redactor;
  readonly log: readonly string[];
}

export function testHost(id: string): TestHost {
  const log: string[] = [];
  const redactor = createRedactor();
  const refuse = (): never => {
    throw new Error('Making an instance must not use HTTP.');
  };
  const host: ProviderHost = {
    id,
    log: { debug: (message) => log.push(message), warn: (message) => log.push(message) },
    http: { json: refuse, events: refuse, bytes: refuse, with: refuse, failure: refuse },
    now: () => 0,
    random: () => 0,
    resolvePath: (path) => path,
  };
  return { host: attachRedactor(host, redactor), redactor, log };
}
