import type { BenchClient } from '../clients/bench-client.ts';
import { parameter, type JobInput, type Metrics } from './job.ts';

/** Milliseconds to import and create a client, minus those of a file that loads nothing; or from the start of the process to its first delta. */
export async function run(input: JobInput): Promise<Metrics> {
  const load = async (): Promise<BenchClient> => (await input.load()).create(`${input.url}/hold-start`);
  if (parameter(input, 'chat') === 0) {
    const bare = await millisecondsFor(async () => (await import('../clients/nothing.js')).create());
    return { ready: (await millisecondsFor(load)) - bare };
  }
  const client = await load();
  let firstDelta = performance.now();
  await client.chat({
    onDelta() {
      firstDelta = performance.now();
      return false;
    },
  });
  return { firstDelta };
}

async function millisecondsFor(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
