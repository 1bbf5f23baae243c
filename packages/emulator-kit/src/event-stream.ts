import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Exchange } from './exchange.ts';
import type { StreamSwitches } from './switches.ts';

/** How a service frames what it streams. */
export interface Framing {
  readonly contentType?: string | undefined;
  readonly headers?: OutgoingHttpHeaders | undefined;
  /** The event of an error inside the stream. `body` comes from the switches. */
  error(body: unknown): string;
  /** The keep-alive of the service. */
  readonly heartbeat: string;
  /** Events of unknown types. */
  readonly unknown: string;
  /** What follows the last event. The switches do not count it as an event. */
  readonly trailer?: string | undefined;
  /** Milliseconds between events, unless the switches say otherwise. */
  readonly delayMs: number;
}

/** A server-sent event. */
export function serverSentEvent(data: unknown, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** Sends framed events, with every fault that the switches ask for. */
export async function sendEvents(
  exchange: Exchange,
  events: readonly string[],
  switches: StreamSwitches,
  framing: Framing,
): Promise<void> {
  const write = writerFor(exchange, switches);
  const type = framing.contentType ?? 'text/event-stream; charset=utf-8';
  exchange.start(200, { 'content-type': type, 'cache-control': 'no-cache', ...framing.headers });
  exchange.response.flushHeaders();

  for (const [index, text] of events.entries()) {
    if (exchange.response.destroyed) return;
    if (index === switches.resetAfterEvents) return breakOff(exchange, text);
    if (index === switches.stallAfterEvents) return exchange.untilClosed();
    if (index === switches.errorAfterEvents) await write(framing.error(switches.errorBody));
    if (index === switches.errorAfterEvents || index === switches.endAfterEvents) return end(exchange);
    if (index > 0) await exchange.pause(switches.delayMs ?? framing.delayMs);
    if (switches.heartbeats === true) await write(framing.heartbeat);
    if (switches.unknownEvents === true) await write(framing.unknown);
    await write(text);
    if (switches.repeatEvents === true) await write(text);
  }
  if (framing.trailer !== undefined) await write(framing.trailer);
  return switches.keepOpen === true ? exchange.untilClosed() : end(exchange);
}

function writerFor({ response }: Exchange, switches: StreamSwitches): (text: string) => Promise<void> {
  return async (text) => {
    const bytes = Buffer.from(switches.lineEnding === 'crlf' ? text.replaceAll('\n', '\r\n') : text);
    const step = switches.bytesPerWrite ?? bytes.length;
    for (let start = 0; start < bytes.length && !response.destroyed; start += step) {
      const held = !response.write(bytes.subarray(start, start + step));
      if (held) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      else if (step < bytes.length) await nextTurn();
    }
  };
}

/** Sends the first half of an event, waits until it is on its way, and breaks the connection. */
async function breakOff({ response }: Exchange, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    response.write(text.slice(0, text.length / 2), () => resolve());
  });
  response.destroy();
}

function end({ response }: Exchange): void {
  response.end();
}
