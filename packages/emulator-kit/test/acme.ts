import {
  EmulatorServer,
  readForm,
  Refusal,
  sendEvents,
  serverSentEvent,
  Switchboard,
  type Exchange,
  type PhaseSwitches,
  type ReceivedForm,
  type StreamSwitches,
} from '../src/index.ts';

export interface AcmeScenario {
  readonly chat?: (PhaseSwitches & StreamSwitches) | undefined;
}

export interface Acme extends AsyncDisposable {
  readonly server: EmulatorServer<'chat' | 'upload'>;
  readonly switches: Switchboard<AcmeScenario>;
  readonly forms: readonly ReceivedForm[];
}

/** A service of two addresses: `/chat` streams a, b, c; anything else is an upload. */
export async function startAcme(start: AcmeScenario = {}): Promise<Acme> {
  const server = new EmulatorServer<'chat' | 'upload'>({});
  const switches = new Switchboard<AcmeScenario>({ chat: {} }, start);
  const forms: ReceivedForm[] = [];
  const refusal = (status: number): (() => Refusal) => {
    return () => new Refusal(status, { status });
  };
  const chat = async (exchange: Exchange): Promise<void> => {
    const taken = switches.take('chat');
    if (!(await exchange.begin(taken))) return;
    await exchange.json();
    const events = ['a', 'b', 'c'].map((text) => serverSentEvent({ text }));
    await sendEvents(exchange, events, taken, {
      error: (body) => serverSentEvent(body ?? { error: 'acme' }),
      heartbeat: ': alive\n\n',
      unknown: serverSentEvent('{}', 'stranger'),
      trailer: serverSentEvent('[DONE]'),
      delayMs: 0,
    });
  };
  await server.listen({
    counts: { chat: 0, upload: 0 },
    credentials: new Set(['authorization']),
    maxJsonBytes: 100_000,
    phaseOf: (path) => (path === '/chat' ? 'chat' : 'upload'),
    tooLarge: refusal(413),
    notJson: refusal(400),
    faultBody: (status) => ({ told: status }),
    async route(exchange) {
      if (exchange.path === '/chat') return chat(exchange);
      const rules = { maxBytes: 10, tooLarge: refusal(413), noForm: refusal(415), endedEarly: refusal(400) };
      forms.push(await readForm(exchange, rules));
      exchange.send(204, undefined);
    },
  });
  return { server, switches, forms, [Symbol.asyncDispose]: () => server.close() };
}

/** What `/chat` answers. */
export function ask({ server }: Acme, body: unknown = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${server.url}/chat`, { method: 'POST', body: text, headers: { authorization: 'Bearer fake' } });
}
