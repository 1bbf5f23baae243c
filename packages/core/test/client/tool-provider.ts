import { Client, type ConfiguredProvider } from '../../src/index.ts';
import { defineProvider, type Accepts, type ChatEvent, type ChatRequest } from '../../src/provider.ts';

/** A provider without a service: yields what it is told and keeps what it was asked. */
export interface ToldProvider {
  readonly requests: ChatRequest[];
  readonly provider: ConfiguredProvider;
  readonly client: Client;
}

/** A client whose only model, `m`, answers with these events. */
export function clientOf(events: readonly ChatEvent[], accepts: Accepts): ToldProvider {
  const requests: ChatRequest[] = [];
  const plugin = defineProvider({
    id: 'told',
    models: [{ id: 'm' }],
    create: () => ({
      accepts,
      async *stream(request) {
        requests.push(request);
        yield* events;
      },
    }),
  });
  const provider = plugin();
  return { requests, provider, client: new Client({ providers: [provider], config: false, discover: false }) };
}

/** What a promise rejects with. */
export function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
