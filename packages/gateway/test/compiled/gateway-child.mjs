// A gateway in a process of its own, so that its memory is nobody else's. Says its port; tells its memory when it is asked.
import process from 'node:process';
import { Client } from '@plugboard/core';
import { createGateway } from '@plugboard/gateway';
import { openai } from '@plugboard/provider-openai';

const provider = openai({ id: 'local', baseUrl: process.argv[2], models: ['*'] });
const client = new Client({ config: false, discover: false, providers: [provider], retry: { maxRetries: 0 } });
const server = await createGateway({ client }).listen({ port: 0 });

let peak = 0;
setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2).unref();

process.on('message', () => {
  globalThis.gc?.();
  const before = Math.max(peak, process.memoryUsage.rss());
  peak = 0;
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, held: heapUsed + external, peak: before });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: server.url });
