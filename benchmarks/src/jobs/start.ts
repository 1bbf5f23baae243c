import { parameter, type JobInput, type Metrics } from './job.ts';

/** Milliseconds from the start of the process until a client is there, or until its first delta. */
export async function run(input: JobInput): Promise<Metrics> {
  const client = (await input.load?.())?.create(`${input.url}/hold-start`);
  if (parameter(input, 'chat') === 0) return { ready: performance.now() };
  let firstDelta = performance.now();
  await client?.chat({
    onDelta() {
      firstDelta = performance.now();
      return false;
    },
  });
  return { firstDelta };
}
