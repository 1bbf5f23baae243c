import { GatewayClient } from '../gateways/gateway-client.ts';
import type { JobInput, Metrics } from './job.ts';

/** Milliseconds from the start of a gateway's process to its first answer. */
export async function run(input: JobInput): Promise<Metrics> {
  const start = performance.now();
  await using gateway = await input.startGateway();
  await using client = new GatewayClient(gateway);
  await client.waitFor('whole');
  return { firstAnswer: performance.now() - start };
}
