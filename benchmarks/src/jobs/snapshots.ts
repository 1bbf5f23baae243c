import { snapshotAnswer } from '../answers.ts';
import type { ClientModule } from '../clients/bench-client.ts';
import { expectText, parameter, type JobInput, type Metrics } from './job.ts';
import { cpuOf } from './measure.ts';

/** Answers of which every event has the whole text so far. Milliseconds of CPU, at twice as many events, too; microseconds per event of the first one of the process, without and with the import of the client. */
export async function run(input: JobInput): Promise<Metrics> {
  const snapshots = parameter(input, 'snapshots');
  const repeats = parameter(input, 'repeats');
  let module: ClientModule | undefined;
  const loading = await cpuOf(async () => {
    module = await input.load();
  });
  let first: number | undefined;
  const cost = async (count: number): Promise<number> => {
    const client = module?.create(`${input.url}/snapshots-${count}`);
    const expected = snapshotAnswer(count);
    const read = async (): Promise<void> => expectText((await client?.chat()) ?? '', expected);
    const begun = await cpuOf(read);
    first ??= begun / count;
    const cpu = await cpuOf(async () => {
      for (let done = 0; done < repeats; done += 1) await read();
    });
    return cpu / 1000 / repeats;
  };
  await cost(snapshots);
  const once = await cost(snapshots);
  const twice = await cost(snapshots * 2);
  const firstWithLoading = (first ?? Number.NaN) + loading / snapshots;
  return { cpu: once, twice, growth: twice / once, first: first ?? Number.NaN, firstWithLoading };
}
