import { getEventListeners, setMaxListeners } from 'node:events';
import { percentile } from '../statistics.ts';
import { milliseconds } from '../time.ts';
import { cpuOf } from './measure.ts';
import { expectText, parameter, type JobInput, type Metrics } from './job.ts';

/**
 * Answers of one client that are left after their first delta, under one signal. Measures microseconds of CPU for each, the p99 of the
 * milliseconds until the server notices, and the listeners that stay.
 */
export async function run(input: JobInput): Promise<Metrics> {
  const cancels = parameter(input, 'cancels');
  const client = (await input.load()).create(`${input.url}/holds-${process.pid}`);
  const shared = new AbortController();
  setMaxListeners(0, shared.signal);
  const left = new Map<number, number>();
  const cancel = async (id: number): Promise<void> => {
    const text = await client.chat({
      signal: shared.signal,
      onDelta() {
        left.set(id, milliseconds());
        return false;
      },
    });
    expectText(text, 'one ');
  };
  const cpu = await cpuOf(async () => {
    for (let id = 0; id < cancels; id += 1) await cancel(id);
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const answer = await fetch(`${input.url}/closed`);
  const closed = (await answer.json()) as Readonly<Record<string, number>>;
  const delays = [...left].map(([id, time]) => (closed[`${process.pid}.${id}`] ?? Number.POSITIVE_INFINITY) - time);
  return {
    cpu: cpu / cancels,
    delay: percentile(delays, 0.99),
    listeners: getEventListeners(shared.signal, 'abort').length,
  };
}
