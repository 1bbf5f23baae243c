import { GatewayClient } from '../gateways/gateway-client.ts';
import { percentile } from '../statistics.ts';
import { milliseconds } from '../time.ts';
import { parameter, type JobInput, type Metrics } from './job.ts';

/** How far answers come before their client leaves. */
const moments = ['hang', 'head', 'role', 'hold', 'last', 'wholehang'] as const;

/** Milliseconds from the moment a client leaves until the server sees that the gateway has ended its request: p99 of the worst case. */
export async function run(input: JobInput): Promise<Metrics> {
  const count = parameter(input, 'leavings');
  await using gateway = await input.startGateway();
  await using client = new GatewayClient(gateway);
  await client.waitFor('whole');
  const delays = new Map<string, number[]>(moments.map((moment) => [moment, []]));
  for (let round = 0; round < count; round += 1) {
    for (const moment of moments) {
      const id = `${process.pid}x${round}x${moment}`;
      delays.get(moment)?.push(await leave(client, input.url, moment, id));
    }
  }
  return { worst: Math.max(...moments.map((moment) => percentile(delays.get(moment) ?? [], 0.99))) };
}

async function leave(client: GatewayClient, server: string, moment: string, id: string): Promise<number> {
  const leaving = new AbortController();
  const reply = client.ask({ scenario: `${moment}-${id}`, signal: leaving.signal }).then(
    () => {
      throw new Error(`The answer that hangs at ${moment} ended.`);
    },
    (error: unknown) => {
      if (!leaving.signal.aborted) throw error;
    },
  );
  await Promise.race([reply, timeOf(`${server}/begun-${id}`)]);
  // Gives what the server has written time to arrive.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const left = milliseconds();
  leaving.abort();
  await reply;
  return (await timeOf(`${server}/closed-${id}`)) - left;
}

async function timeOf(url: string): Promise<number> {
  const { at } = (await (await fetch(url)).json()) as { readonly at: number };
  return at;
}
