import { setMaxListeners } from 'node:events';
import { GatewayClient } from '../gateways/gateway-client.ts';
import { parameter, type JobInput, type Metrics } from './job.ts';

/**
 * Bytes for each open stream: what a process holds that has had as many before, and what the first streams add to its resident memory,
 * with the code that they load.
 */
export async function run(input: JobInput): Promise<Metrics> {
  const streams = parameter(input, 'streams');
  await using gateway = await input.startGateway();
  await using client = new GatewayClient(gateway);
  await client.waitFor('whole');
  await client.ask({ scenario: 'events-20' });
  await rest();
  const idle = await gateway.use();
  const leaveFirst = await openStreams(client, streams);
  await rest();
  const { rss } = await gateway.use();
  await leaveFirst();
  await rest();
  const before = await gateway.use();
  const leaveSecond = await openStreams(client, streams);
  await rest();
  const { held } = await gateway.use();
  await leaveSecond();
  return { perStream: (held - before.held) / streams, firstStreams: (rss - idle.rss) / streams };
}

let streamsOpened = 0;

/** Opens streams and reads their first content. Returns a function that leaves them. */
async function openStreams(client: GatewayClient, count: number): Promise<() => Promise<void>> {
  const leaving = new AbortController();
  setMaxListeners(0, leaving.signal);
  const ended: Promise<unknown>[] = [];
  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      streamsOpened += 1;
      const scenario = `hold-${process.pid}x${streamsOpened}`;
      const onPiece = (text: string): void => {
        if (text.includes('"one ')) resolve();
      };
      ended.push(client.ask({ scenario, signal: leaving.signal, onPiece }).catch(reject));
    });
  for (let opened = 0; opened < count; opened += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - opened) }, open));
  }
  return async () => {
    leaving.abort();
    await Promise.all(ended);
  };
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000));
}
