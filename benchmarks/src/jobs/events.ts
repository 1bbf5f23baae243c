import { answerText } from '../answers.ts';
import type { BenchClient, ClientModule } from '../clients/bench-client.ts';
import { expectText, parameter, type JobInput, type Metrics } from './job.ts';
import { cpuOf } from './measure.ts';

/** Long answers one by one: the first of the process, without and with the import of the client, then hot. Microseconds of CPU per event. */
export async function run(input: JobInput): Promise<Metrics> {
  const events = parameter(input, 'events');
  const streams = parameter(input, 'streams');
  const expected = answerText(events);
  let module: ClientModule | undefined;
  const loading = await cpuOf(async () => {
    module = await input.load();
  });
  let client: BenchClient | undefined;
  const read = async (): Promise<void> => expectText((await client?.chat()) ?? '', expected);
  const first = await cpuOf(async () => {
    client = module?.create(`${input.url}/events-${events}`);
    await read();
  });
  await read();
  const hot = await cpuOf(async () => {
    for (let count = 0; count < streams; count += 1) await read();
  });
  return { first: first / events, firstWithLoading: (loading + first) / events, hot: hot / events / streams };
}
