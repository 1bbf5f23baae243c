import { connect } from 'node:net';
import { GatewayClient } from '../gateways/gateway-client.ts';
import type { JobInput, Metrics } from './job.ts';

/** After this time, V8 collects once more, and returns memory that it no longer needs. */
const pauseMs = 15_000;

/** Bytes of resident memory: of a gateway that listens, and of one that has served 20 requests, after a collection and a pause. */
export async function run(input: JobInput): Promise<Metrics> {
  await using gateway = await input.startGateway();
  await listening(Number(new URL(gateway.url).port));
  await pause(1_000);
  const { rss: started } = await gateway.use();
  await using client = new GatewayClient(gateway);
  for (let asked = 0; asked < 20; asked += 1) await client.ask({ scenario: 'whole' });
  await gateway.use();
  await pause(pauseMs);
  return { started, served: (await gateway.use()).rss };
}

async function listening(port: number): Promise<void> {
  while (!(await accepts(port))) await pause(4);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
