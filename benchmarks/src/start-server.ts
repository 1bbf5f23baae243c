import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The loopback server in its own process. */
export interface BenchServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts the server and waits until it listens. */
export async function startServer(): Promise<BenchServer> {
  const script = fileURLToPath(new URL('./server/main.js', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [line] = (await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    ended.then(() => {
      throw new Error('The server did not start.');
    }),
  ])) as [string];
  return {
    url: `http://127.0.0.1:${Number(line)}`,
    async [Symbol.asyncDispose]() {
      // The server ends with its standard input, even if this process dies.
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await ended;
      clearTimeout(timer);
    },
  };
}
