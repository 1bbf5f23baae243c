import { GatewayClient } from '../gateways/gateway-client.ts';
import { percentile } from '../statistics.ts';
import { cpuOfEach, many, oneByOne } from './gateway-load.ts';
import { parameter, type JobInput, type Metrics } from './job.ts';

/** Streams of 100 events: microseconds of CPU that the gateway needs for one; milliseconds to the first content. */
export async function run(input: JobInput): Promise<Metrics> {
  const count = parameter(input, 'streams');
  await using gateway = await input.startGateway();
  await using client = new GatewayClient(gateway);
  await client.waitFor('whole');
  const ask = async (): Promise<number> => {
    const start = performance.now();
    let first = Number.NaN;
    const onPiece = (text: string): void => {
      if (Number.isNaN(first) && text.includes('"content":"The ')) first = performance.now() - start;
    };
    const text = await client.ask({ scenario: 'events-100', onPiece });
    if (!text.endsWith('data: [DONE]\n\n')) throw new Error('The stream is not whole.');
    return first;
  };
  await many(2 * count, ask);
  const firstContents: number[] = [];
  await oneByOne(count, async () => {
    firstContents.push(await ask());
  });
  const one = await cpuOfEach(gateway, count, () => oneByOne(count, ask));
  const busy = await cpuOfEach(gateway, 2 * count, () => many(2 * count, ask));
  return { one, busy, firstContent: percentile(firstContents, 0.5) };
}
