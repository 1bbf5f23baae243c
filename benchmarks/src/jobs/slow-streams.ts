import { percentile } from '../statistics.ts';
import { milliseconds } from '../time.ts';
import { parameter, type JobInput, type Metrics } from './job.ts';
import { cpuOf, heldBytes } from './measure.ts';

/**
 * Many slow answers at once, in a process that has read as many before, so that compiling and keeping code does not count. Measures
 * microseconds of CPU per event, bytes held per stream, and the p99 of milliseconds from writing to reading: once all streams are under
 * way, and while they are opened, all at the same moment.
 */
export async function run(input: JobInput): Promise<Metrics> {
  const streams = parameter(input, 'streams');
  const events = parameter(input, 'events');
  const everyMs = parameter(input, 'everyMs');
  const module = await input.load();
  const readAll = async (onDelta: (text: string, nth: number) => void): Promise<void> => {
    // A new client, because connections count as part of the streams and must not be reused.
    const client = module.create(`${input.url}/slow-${events}-${everyMs}`);
    const read = async (): Promise<void> => {
      let nth = 0;
      await client.chat({
        onDelta(text) {
          nth += 1;
          onDelta(text, nth);
          return true;
        },
      });
    };
    await Promise.all(Array.from({ length: streams }, read));
  };
  await readAll(() => {});
  const before = heldBytes();
  const delays: number[] = [];
  const half = Math.floor((streams * events) / 2);
  let held = 0;
  let watching = 0;
  let begun = 0;
  let settledAt = 0;
  const onDelta = (text: string, nth: number): void => {
    delays.push(milliseconds() - Number(text));
    if (nth === 2) begun += 1;
    if (begun === streams && settledAt === 0) settledAt = delays.length;
    if (delays.length !== half) return;
    const start = process.cpuUsage();
    held = heldBytes() - before;
    const { user, system } = process.cpuUsage(start);
    watching = user + system;
  };
  const cpu = await cpuOf(() => readAll(onDelta));
  if (delays.length !== streams * events) throw new Error(`${delays.length} events instead of ${streams * events}.`);
  // Leaves out the pause in which memory is measured.
  const settled = [
    ...delays.slice(settledAt, Math.max(settledAt, half - streams)),
    ...delays.slice(Math.max(settledAt, half + 2 * streams)),
  ];
  return {
    cpu: (cpu - watching) / delays.length,
    held: held / streams,
    delay: percentile(settled, 0.99),
    opening: percentile(delays.slice(0, settledAt), 0.99),
  };
}
