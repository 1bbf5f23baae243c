import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { GatewayName } from '../figure.ts';
import { portkeyScript } from './portkey.ts';

/** The resources of a gateway process. */
export interface GatewayUse {
  /** Microseconds of CPU since its start, of all threads. */
  readonly cpu: number;
  /** Bytes of resident memory. */
  readonly rss: number;
  /** Bytes in the heap of V8 and outside that are in use. */
  readonly held: number;
}

/** A gateway in a process of its own, in front of the server. */
export interface GatewayProcess extends AsyncDisposable {
  /** Where chats go. */
  readonly url: string;
  /** Headers that a request to it needs. */
  readonly headers: Readonly<Record<string, string>>;
  use(): Promise<GatewayUse>;
}

/** The path under which the server reads the scenario from the name of the model. */
const scenarioInModel = 'model';

/** Starts a gateway. It may not listen yet. */
export async function spawnGateway(name: GatewayName, server: string): Promise<GatewayProcess> {
  const port = await freePort();
  const upstream = `${server}/${scenarioInModel}`;
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', new URL('report.js', import.meta.url).href, ...argumentsOf(name, port, upstream)],
    {
      // Plugins are searched for in the working folder.
      cwd: pathOf('../..'),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', BENCH_UPSTREAM: `${upstream}/v1`, BENCH_KEY: 'key-bench' },
    },
  );
  return {
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer key-bench',
      ...(name === 'gateway-portkey' && { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream}/v1` }),
    },
    use: () => useOf(child),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function argumentsOf(name: GatewayName, port: number, upstream: string): readonly string[] {
  if (name === 'gateway-portkey') return [portkeyScript(), `--port=${port}`, '--headless'];
  if (name === 'gateway-limit') return [pathOf('limit.js'), String(port), upstream];
  const command = fileURLToPath(new URL('command.js', import.meta.resolve('@plugboard/cli')));
  return [command, 'serve', '--config', pathOf('../../gateway.config.json'), '--port', String(port)];
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

async function useOf(child: ChildProcess): Promise<GatewayUse> {
  child.send('use');
  const [use] = (await once(child, 'message')) as [GatewayUse];
  return use;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
