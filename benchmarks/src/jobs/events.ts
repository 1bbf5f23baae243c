import { answerText } from '../answers.ts';
import type { BenchClient } from '../clients/bench-client.ts';
import { expectText, loadClient, parameter, type JobInput, type Metrics } from './job.ts';
import { cpuOf } from './measure.ts';

/** One long answer after the other: the first of the process with the loading of the client, then hot. Microseconds of CPU per event. */
export async function run(input: JobInput): Promise<Metrics> {
  const events = parameter(input, 'events');
  const streams = parameter(input, 'streams');
  const expected = answerText(events);
  let client: BenchClient | undefined;
  const read = async (): Promise<void> => expectText((await client?.chat()) ?? '', expected);
  // With the loading: who loads on first use would be blamed, who loads at once would get it for nothing.
  const first = await cpuOf(async () => {
    client = (await loadClient(input)).create(`${input.url}/events-${events}`);
    await read();
  });
  await read();
  const hot = await cpuOf(async () => {
    for (let count = 0; count < streams; count += 1) await read();
  });
  return { first: first / events, hot: hot / events / streams };
}
