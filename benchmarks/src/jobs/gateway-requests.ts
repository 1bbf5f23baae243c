import { GatewayClient } from '../gateways/gateway-client.ts';
import { percentile } from '../statistics.ts';
import { cpuOfEach, many, oneByOne, timeOf } from './gateway-load.ts';
import { parameter, type JobInput, type Metrics } from './job.ts';

/** Requests that the server answers at once: extra milliseconds through the gateway, microseconds of its CPU, and requests per second. */
export async function run(input: JobInput): Promise<Metrics> {
  const count = parameter(input, 'requests');
  await using gateway = await input.startGateway();
  await using client = new GatewayClient(gateway);
  await using direct = new GatewayClient({ ...gateway, url: `${input.url}/model/v1/chat/completions` });
  await client.waitFor('whole');
  const through = (): Promise<string> => client.ask({ scenario: 'whole' });
  const without = (): Promise<string> => direct.ask({ scenario: 'whole' });
  await many(2 * count, through);
  await many(count, without);
  await oneByOne(count, through);
  const times = { through: [] as number[], without: [] as number[] };
  // In turns, so that both see the same machine.
  await oneByOne(count, async () => {
    times.without.push(await timeOf(without));
    times.through.push(await timeOf(through));
  });
  const wholeCpu = await cpuOfEach(gateway, count, () => oneByOne(count, through));
  let seconds = 0;
  const busyCpu = await cpuOfEach(gateway, 4 * count, async () => {
    seconds = (await timeOf(() => many(4 * count, through))) / 1000;
  });
  return {
    overhead: percentile(times.through, 0.5) - percentile(times.without, 0.5),
    wholeCpu,
    busyCpu,
    perSecond: (4 * count) / seconds,
  };
}
