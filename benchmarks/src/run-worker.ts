import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Metrics } from './jobs/job.ts';
import type { WorkerOrder } from './worker.ts';

const longestMs = 60_000;

/** Runs one client process and returns what it measured. Rejects if it fails or takes longer than a minute. */
export function runWorker(order: WorkerOrder): Promise<Metrics> {
  const script = fileURLToPath(new URL('./worker.js', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', script, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), longestMs);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(JSON.parse(output) as Metrics);
      else reject(new Error(`${order.client} failed at ${order.job} (${signal ?? `exit code ${code}`}).`));
    });
  });
}
