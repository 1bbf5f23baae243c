import { answerText, snapshotAnswer } from '../answers.ts';
import { percentile } from '../statistics.ts';
import { expectText, parameter, type JobInput, type Metrics } from './job.ts';
import { cpuOf } from './measure.ts';

const events = 20;

/**
 * Short answers, one by one and 64 at once. First those of a young process, then those of one that has worked for a while, so that the
 * code is measured and not the compiler. Measures microseconds of CPU per chat, and microseconds to the first delta.
 */
export async function run(input: JobInput): Promise<Metrics> {
  const chats = parameter(input, 'chats');
  const warmUp = parameter(input, 'warmUp');
  const cumulative = parameter(input, 'cumulative') === 1;
  const client = (await input.load()).create(`${input.url}/${cumulative ? 'snapshots' : 'events'}-${events}`);
  const expected = cumulative ? snapshotAnswer(events) : answerText(events);
  const delays: number[] = [];
  const read = async (): Promise<void> => {
    const start = performance.now();
    let first: number | undefined;
    const onDelta = (): boolean => {
      first ??= performance.now() - start;
      return true;
    };
    expectText(await client.chat({ onDelta }), expected);
    delays.push((first ?? 0) * 1000);
  };
  const oneByOne = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 1) await read();
  };
  const atOnce = async (count: number): Promise<void> => {
    await Promise.all(Array.from({ length: 64 }, () => oneByOne(Math.ceil(count / 64))));
  };
  const early = await cpuOf(() => oneByOne(chats));
  await oneByOne(warmUp);
  delays.length = 0;
  const sequential = await cpuOf(() => oneByOne(chats));
  const firstDelta = percentile(delays, 0.5);
  await atOnce(chats);
  const concurrent = await cpuOf(() => atOnce(chats));
  return {
    early: early / chats,
    sequential: sequential / chats,
    concurrent: concurrent / (Math.ceil(chats / 64) * 64),
    firstDelta,
  };
}
