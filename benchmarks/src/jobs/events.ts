import { answerText } from '../answers.ts';
import { expectText, loadClient, parameter, type JobInput, type Metrics } from './job.ts';
import { cpuOf } from './measure.ts';

/** One long answer after the other: the first of the process, then hot. Microseconds of CPU per event. */
export async function run(input: JobInput): Promise<Metrics> {
  const events = parameter(input, 'events');
  const streams = parameter(input, 'streams');
  const client = (await loadClient(input)).create(`${input.url}/events-${events}`);
  const expected = answerText(events);
  const read = async (): Promise<void> => expectText(await client.chat(), expected);
  const first = await cpuOf(read);
  await read();
  const hot = await cpuOf(async () => {
    for (let count = 0; count < streams; count += 1) await read();
  });
  return { first: first / events, hot: hot / events / streams };
}
