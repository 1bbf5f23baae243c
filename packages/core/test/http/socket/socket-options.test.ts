import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { startScriptedServer, status, type ScriptedServer, type Step } from '@plugboard/provider-testkit/server';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/util/clock.ts';
import { parseProxy } from '../../../src/client/read-settings.ts';
import { openConnection } from '../../../src/http/socket/pending-connection.ts';
import type { ProxyAddress } from '../../../src/http/socket/connection.ts';
import { serve } from '../fixture.ts';
import { selfSigned } from './self-signed.ts';

/** A proxy that leads where it is asked to. */
const tunnel: Step = async ({ request, socket, write, closed }) => {
  const onwards = connect(Number(request.path.split(':')[1]), '127.0.0.1');
  await write('HTTP/1.1 200 OK\r\n\r\n');
  socket.pipe(onwards).pipe(socket);
  onwards.on('error', () => socket.destroy());
  await closed;
  onwards.destroy();
};

function opened(server: ScriptedServer, secure: boolean, ca?: string, proxy?: ProxyAddress): Promise<Socket> {
  const target = { hostname: '127.0.0.1', port: server.port, secure };
  const options = { connectTimeoutMs: 30_000, clock: systemClock, proxy, network: { ca } };
  return new Promise((resolve, reject) =>
    openConnection(target, options, (error, socket) =>
      socket === null ? reject(error ?? new Error('no socket')) : resolve(socket),
    ),
  );
}

/** Seconds until the system asks the other end whether it is still there; `undefined`: it never will. */
async function secondsToProbe({ localPort = 0, remotePort = 0 }: Socket): Promise<number | undefined> {
  // Only both ports together name a connection: others may have the same one on this side.
  const [local = '', remote = ''] = [localPort, remotePort].map(
    (port) => `:${port.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((row) => row.trim().split(/\s+/));
  const ours = rows.find((row) => row[1]?.endsWith(local) === true && row[2]?.endsWith(remote) === true);
  const [kind, left = ''] = ours?.[5]?.split(':') ?? [];
  return kind === '02' ? Number.parseInt(left, 16) / 100 : undefined;
}

test.skipIf(process.platform !== 'linux').each([
  ['a plain connection', false, false],
  ['a connection with TLS', true, false],
  ['a plain connection through a proxy', false, true],
  ['a connection with TLS through a proxy', true, true],
])('%s whose other end vanishes is noticed although nobody sends', async (_name, secure, proxied) => {
  const { key, cert } = selfSigned();
  await using server = await startScriptedServer(secure ? { tls: { key, cert } } : {});
  server.on({}, status(200, {}));
  const proxy = await serve();
  proxy.on({ method: 'CONNECT' }, tunnel);
  const address = proxied ? parseProxy(proxy.origin, 'proxy') : undefined;
  const socket = await opened(server, secure, cert, address);
  try {
    // Until all is acknowledged, another timer stands in its place.
    const seconds = await vi.waitUntil(() => secondsToProbe(socket), 15_000);
    expect(seconds).toBeGreaterThan(10);
    expect(seconds).toBeLessThanOrEqual(30);
  } finally {
    socket.destroy();
  }
});
