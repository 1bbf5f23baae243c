import { afterEach } from 'vitest';
import { startScriptedServer, type ScriptedServer, type ServerOptions } from '@plugboard/provider-testkit/server';
import { systemClock } from '../../src/util/clock.ts';
import { createRedactor } from '../../src/errors/redactor.ts';
import { createTransport, type TransportOptions, type Transport } from '../../src/http/socket/transport.ts';
import { HttpClient } from '../../src/http/http-client.ts';
import type { HttpDefaults } from '../../src/contract/http.ts';
import type { HttpScope } from '../../src/http/http-scope.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { RequestTargets } from '../../src/http/request-target.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A scripted server that ends with the test. */
export async function serve(options?: ServerOptions): Promise<ScriptedServer> {
  const server = await startScriptedServer(options);
  cleanups.unshift(() => server.close());
  return server;
}

export function transportFor(options: Partial<TransportOptions> = {}): Transport {
  const transport = createTransport({ connectTimeoutMs: 30_000, clock: systemClock, ...options });
  cleanups.push(() => transport.close());
  return transport;
}

export function scopeFor(parts: Partial<HttpScope> = {}): HttpScope {
  return {
    transport: parts.transport ?? transportFor(),
    targets: new RequestTargets(),
    clock: systemClock,
    redactor: createRedactor(),
    log: { debug: () => {}, warn: () => {} },
    timeouts: { headers: 30_000, idle: 30_000 },
    provider: 'test',
    ...parts,
  };
}

/** A client of a server, with the server as its base. */
export function clientFor(
  server: ScriptedServer,
  parts: Partial<HttpScope> = {},
  defaults: HttpDefaults = {},
): HttpClient {
  return new HttpClient(scopeFor(parts), { baseUrl: server.origin, ...defaults });
}

/** The `PlugboardError` that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<PlugboardError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) throw new Error(`Expected a failure, got ${JSON.stringify(outcome.value)}`);
  if (!PlugboardError.isInstance(outcome.error)) throw outcome.error;
  return outcome.error;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
