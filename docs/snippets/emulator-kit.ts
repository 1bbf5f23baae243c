import { EmulatorServer, Refusal, type Exchange } from '@plugboard/emulator-kit';

const server = new EmulatorServer<'chat' | 'other'>({ port: 0 });
await server.listen({
  counts: { chat: 0, other: 0 },
  credentials: new Set(['authorization']),
  maxJsonBytes: 1_000_000,
  phaseOf: (path) => (path === '/chat' ? 'chat' : 'other'),
  tooLarge: () => new Refusal(413, { error: 'too large' }),
  notJson: () => new Refusal(400, { error: 'not valid JSON' }),
  faultBody: (status) => ({ error: `forced status ${status}` }),
  async route(exchange: Exchange) {
    if (exchange.path !== '/chat') throw new Refusal(404, { error: 'not found' });
    exchange.send(200, { echo: await exchange.json() });
  },
});
const answer = await fetch(`${server.url}/chat`, { method: 'POST', body: '{"text":"Hello"}' });
console.log(await answer.json(), server.counts);
await server.close();
