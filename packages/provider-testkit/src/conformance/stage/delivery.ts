import { STATUS_CODES } from 'node:http';
import type { Step } from '../../server/exchange.ts';

/** How a response is sent. */
export interface Delivery {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
  /** Offsets at which the body is cut into writes of their own. Default: one write. */
  readonly cuts?: readonly number[] | undefined;
  /**
   * What follows the body. `end`: a regular end. `hold`: nothing, until the client has gone. `fin`: the connection closes in the
   * middle. `reset`: it breaks. `close`: the body has no length and ends with the connection.
   */
  readonly ending?: 'end' | 'hold' | 'fin' | 'reset' | 'close' | undefined;
  /** The write that begins at this offset waits until the gate is open. */
  readonly gate?: { readonly at: number; readonly open: Promise<void> } | undefined;
}

/** Writes a {@link Delivery}. */
export function deliver({ status, headers, body, cuts = [], ending = 'end', gate }: Delivery): Step {
  return async ({ write, wait, socket, closed }) => {
    const framed = ending !== 'close';
    await write(headOf(status, headers, framed));
    const inside = cuts.filter((cut) => cut < body.length);
    const edges = [...new Set([0, ...inside, ...(gate === undefined ? [] : [gate.at]), body.length])].sort(
      (a, b) => a - b,
    );
    for (const [index, start] of edges.entries()) {
      const end = edges[index + 1];
      if (socket.destroyed) return;
      if (gate?.at === start) await Promise.race([gate.open, closed]);
      if (end === undefined) break;
      await write(framed ? chunkOf(body.subarray(start, end)) : body.subarray(start, end));
      await wait(0);
    }
    if (ending === 'end') await write('0\r\n\r\n');
    else if (ending === 'hold') await closed;
    else if (ending === 'reset') socket.resetAndDestroy();
    else socket.destroySoon();
  };
}

/** Status line and headers; `framed`: a body in chunks follows. */
export function headOf(status: number, headers: Delivery['headers'], framed: boolean): string {
  const lines = Object.entries(headers)
    .filter(([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name))
    .flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${name}: ${one}\r\n`));
  const framing = framed ? 'transfer-encoding: chunked\r\n' : 'connection: close\r\n';
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('')}${framing}\r\n`;
}

/** A chunk of chunked transfer encoding. */
export function chunkOf(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}
