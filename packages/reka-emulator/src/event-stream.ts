import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** Sends the events with every fault that the switches ask for. */
export async function sendEvents(
  exchange: Exchange,
  events: readonly object[],
  switches: ChatSwitches,
  framing: Framing,
): Promise<void> {
  const write = writerFor(exchange, switches);
  const frame = (data: string, name = 'message'): string =>
    `${framing.named ? `event: ${name}\n` : ''}data: ${data}\n\n`;
  exchange.start(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  exchange.response.flushHeaders();

  for (const [index, event] of events.entries()) {
    if (exchange.response.destroyed) return;
    const text = frame(JSON.stringify(event));
    if (index === switches.resetAfterEvents) return breakOff(exchange, text);
    if (index === switches.stallAfterEvents) return exchange.untilClosed();
    if (index === switches.errorAfterEvents) await write(frame(JSON.stringify(switches.errorBody ?? serverError)));
    if (index === switches.errorAfterEvents || index === switches.endAfterEvents) return end(exchange);
    if (index > 0) await exchange.pause(switches.delayMs ?? framing.delayMs);
    if (switches.heartbeats === true) await write(': ping\n\n');
    if (switches.unknownEvents === true) await write(unknownEvents);
    await write(text);
    if (switches.repeatEvents === true) await write(text);
  }
  if (switches.done ?? framing.done) await write(frame('[DONE]'));
  return switches.keepOpen === true ? exchange.untilClosed() : end(exchange);
}

const unknownEvents =
  'event: progress\ndata: {"type":"progress","text":"searching"}\n\ndata: {"type":"code_interpreter","text":"not an answer"}\n\nid: 7\nretry: 10\n\n';

function writerFor({ response }: Exchange, switches: ChatSwitches): (text: string) => Promise<void> {
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

/** The first half of an event, and then a broken connection; the half must be on its way before. */
async function breakOff({ response }: Exchange, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    response.write(text.slice(0, text.length / 2), () => resolve());
  });
  response.destroy();
}

function end({ response }: Exchange): void {
  response.end();
}
