import { snapshotAnswer } from '../answers.ts';
import { expectText, parameter, type JobInput, type Metrics } from './job.ts';
import { cpuOf } from './measure.ts';

/** Answers of which every event has the whole text so far. Milliseconds of CPU, and its growth when there are twice as many. */
export async function run(input: JobInput): Promise<Metrics> {
  const snapshots = parameter(input, 'snapshots');
  const repeats = parameter(input, 'repeats');
  const module = await input.load();
  const cost = async (count: number): Promise<number> => {
    const client = module.create(`${input.url}/snapshots-${count}`);
    const expected = snapshotAnswer(count);
    const read = async (): Promise<void> => expectText(await client.chat(), expected);
    await read();
    const cpu = await cpuOf(async () => {
      for (let done = 0; done < repeats; done += 1) await read();
    });
    return cpu / 1000 / repeats;
  };
  await cost(snapshots);
  const once = await cost(snapshots);
  return { cpu: once, growth: (await cost(snapshots * 2)) / once };
}
