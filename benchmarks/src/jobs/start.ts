import { parameter, type JobInput, type Metrics } from './job.ts';

/** Milliseconds that a client takes to import and make, or from the start of the process to its first delta. */
export async function run(input: JobInput): Promise<Metrics> {
  const begin = performance.now();
  const client = (await input.load()).create(`${input.url}/hold-start`);
  if (parameter(input, 'chat') === 0) return { ready: performance.now() - begin };
  let firstDelta = performance.now();
  await client.chat({
    onDelta() {
      firstDelta = performance.now();
      return false;
    },
  });
  return { firstDelta };
}
