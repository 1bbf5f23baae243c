import { GatewayClient } from '../gateways/gateway-client.ts';
import type { JobInput, Metrics } from './job.ts';

/** Milliseconds from the start of a gateway's process to its first answer; bytes of its resident memory when it rests after that. */
export async function run(input: JobInput): Promise<Metrics> {
  const start = performance.now();
  await using gateway = await input.startGateway();
  await using client = new GatewayClient(gateway);
  await client.waitFor('whole');
  const firstAnswer = performance.now() - start;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return { firstAnswer, idle: (await gateway.use()).rss };
}
