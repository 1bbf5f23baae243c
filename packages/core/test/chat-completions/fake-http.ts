import {
  PlugboardError,
  type ChatRequest,
  type Http,
  type HttpRequest,
  type ServerSentEvent,
} from '../../src/provider.ts';

/** An `Http` that answers every request with the same events, without any wire. */
export interface FakeHttp extends Http {
  readonly sent: HttpRequest[];
}

/** Events are JSON values, text (data as it stands), or whole events. `hold`: the service keeps the connection after them. */
export function fakeHttp(events: readonly unknown[], options: { readonly hold?: boolean } = {}): FakeHttp {
  const sent: HttpRequest[] = [];
  return {
    sent,
    async json(request) {
      sent.push(request);
      return events[0];
    },
    async *events(request): AsyncGenerator<ServerSentEvent> {
      sent.push(request);
      for (const event of events) yield toEvent(event);
      if (options.hold === true) await new Promise(() => undefined);
    },
    async *bytes() {
      yield new Uint8Array();
    },
    with() {
      return this;
    },
    failure: (phase, body) => new PlugboardError('server_error', JSON.stringify(body), { phase }),
  };
}

function toEvent(event: unknown): ServerSentEvent {
  if (typeof event === 'string') return { event: 'message', data: event };
  if (typeof event === 'object' && event !== null && 'event' in event && 'data' in event) {
    return { event: String(event.event), data: String(event.data) };
  }
  return { event: 'message', data: JSON.stringify(event) };
}

/** A request with one word in it. */
export function requestWith(more: Partial<ChatRequest> = {}): ChatRequest {
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] as const;
  return { model: 'm', messages, stream: true, parameters: {}, extra: {}, ...more };
}

/** A chunk of a stream. */
export function chunk(delta: object, finish: string | null = null, more: object = {}): object {
  return { choices: [{ index: 0, delta, finish_reason: finish }], ...more };
}

/** Everything that a stream gives. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}
