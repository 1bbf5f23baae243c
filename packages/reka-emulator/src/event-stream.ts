import { sendEvents as send, serverSentEvent } from '@plugboard/emulator-kit';
import type { Exchange } from './exchange.ts';
import type { ChatSwitches } from './scenario.ts';

/** How a surface frames its events. */
export interface Framing {
  /** `event: message` before each event. */
  readonly named: boolean;
  /** `[DONE]` at the end, unless the switches say otherwise. */
  readonly done: boolean;
  /** Milliseconds between events, unless the switches say otherwise. */
  readonly delayMs: number;
}

const serverError = { error: { type: 'server_error', message: 'The emulator was told to fail inside the stream.' } };

const unknownEvents =
  'event: progress\ndata: {"type":"progress","text":"searching"}\n\ndata: {"type":"code_interpreter","text":"not an answer"}\n\nid: 7\nretry: 10\n\n';

/** Sends the events with every fault that the switches ask for. */
export async function sendEvents(
  exchange: Exchange,
  events: readonly object[],
  switches: ChatSwitches,
  framing: Framing,
): Promise<void> {
  const frame = (data: unknown): string => serverSentEvent(data, framing.named ? 'message' : undefined);
  await send(exchange, events.map(frame), switches, {
    error: (body) => frame(body ?? serverError),
    heartbeat: ': ping\n\n',
    unknown: unknownEvents,
    trailer: (switches.done ?? framing.done) ? frame('[DONE]') : undefined,
    delayMs: framing.delayMs,
  });
}
