import { percentile } from '../statistics.ts';
import { milliseconds } from '../time.ts';
import { parameter, type JobInput, type Metrics } from './job.ts';
import { cpuOf, heldBytes } from './measure.ts';

/**
 * Many slow answers at once, in a process that has read as many before: what its code takes, to compile and to keep, is no
 * stream's. Microseconds of CPU per event, bytes held per stream, p99 of milliseconds from writing to reading.
 */
export async function run(input: JobInput): Promise<Metrics> {
  const streams = parameter(input, 'streams');
  const events = parameter(input, 'events');
  const everyMs = parameter(input, 'everyMs');
  const module = await input.load();
  const readAll = async (onDelta: (text: string) => boolean): Promise<void> => {
    // Another client, so that the connections of the last one are not used again: they belong to the streams.
    const client = module.create(`${input.url}/slow-${events}-${everyMs}`);
    await Promise.all(Array.from({ length: streams }, () => client.chat({ onDelta })));
  };
  await readAll(() => true);
  const before = heldBytes();
  const delays: number[] = [];
  const half = Math.floor((streams * events) / 2);
  let held = 0;
  let watching = 0;
  const onDelta = (text: string): boolean => {
    delays.push(milliseconds() - Number(text));
    if (delays.length === half) {
      const start = process.cpuUsage();
      held = heldBytes() - before;
      const { user, system } = process.cpuUsage(start);
      watching = user + system;
    }
    return true;
  };
  const cpu = await cpuOf(() => readAll(onDelta));
  if (delays.length !== streams * events) throw new Error(`${delays.length} events instead of ${streams * events}.`);
  // The pause for the measurement of memory is not the client's.
  const settled = [...delays.slice(streams, half - streams), ...delays.slice(half + 2 * streams)];
  return { cpu: (cpu - watching) / delays.length, held: held / streams, delay: percentile(settled, 0.99) };
}
