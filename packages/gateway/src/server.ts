import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PlugboardError } from '@plugboard/core';
import { isLoopbackName } from './access/origins.ts';
import { removeLeftovers } from './body/temp-folder.ts';
import type { Exchange } from './exchange/exchange.ts';
import { NodeExchange } from './exchange/node-exchange.ts';

/** Where a gateway listens. */
export interface ListenOptions {
  /** 0 selects a free port. Default 8321. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`. An address that other machines can reach needs keys. */
  readonly host?: string | undefined;
}

/** A gateway that listens. */
export interface GatewayServer {
  /** Such as `http://127.0.0.1:8321`. */
  readonly url: string;
  readonly port: number;
  /** Closes the gateway, and with it the port. */
  close(options?: CloseOptions): Promise<void>;
}

/** How a gateway is closed. */
export interface CloseOptions {
  /** Milliseconds for running answers to finish. Default 30,000. */
  readonly graceMs?: number | undefined;
}

/** What a server needs of its gateway. */
export interface ServedGateway {
  /** Whether other workers serve on the same port. */
  readonly sharesPort: boolean;
  handle(this: void, exchange: Exchange): void;
  isClosing(this: void): boolean;
  close(this: void, options: CloseOptions | undefined): Promise<void>;
}

/** The default host of a gateway. */
export const defaultHost = '127.0.0.1';

/** Throws `config_invalid` if a gateway without keys would be open to other machines. */
export function refuseExposed(host: string, isOpen: boolean): void {
  if (!isOpen || isLoopbackName(host.toLowerCase())) return;
  throw invalid(`Anybody who can reach ${host} would use your accounts. Set keys, or listen on 127.0.0.1.`);
}

/** How long a connection may take to send the head of a request. */
interface HeadLimits {
  readonly headersMs: number;
  /** How often connections are looked at. */
  readonly checkMs: number;
}

/** Opens the port. Rejects with `config_invalid`. */
export async function listen(
  options: ListenOptions,
  gateway: ServedGateway,
  { headersMs, checkMs }: HeadLimits = { headersMs: 30_000, checkMs: 5_000 },
): Promise<GatewayServer> {
  const { port = 8321, host = defaultHost } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw invalid('The port must be a whole number from 0 to 65535.');
  await removeLeftovers();
  const server = createServer(
    {
      // Uploads may take long. A body that stops arriving has a time limit of its own.
      requestTimeout: 0,
      headersTimeout: headersMs,
      connectionsCheckingInterval: checkMs,
      // Load balancers keep idle connections for 60 s. They must close first, or they may send on a connection that was just closed here.
      keepAliveTimeout: 75_000,
      noDelay: true,
    },
    (request, response) => serve(request, response, false),
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => serve(request, response, true));
  server.on('clientError', refuseBroken);
  function serve(request: IncomingMessage, response: ServerResponse, waits: boolean): void {
    // If the client resets the connection, its end is noticed elsewhere.
    response.on('error', () => undefined);
    gateway.handle(new NodeExchange(request, response, waits, gateway.isClosing));
  }
  const bound = await bind(server, port, host);
  const shown = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
    port: bound,
    close: async (closing) => {
      // This also closes connections between requests.
      const stop = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
      // The parent keeps a connection that no worker takes, so workers accept connections, and refuse their requests, as long as they run.
      let closed = gateway.sharesPort ? undefined : stop();
      await gateway.close(closing);
      closed ??= stop();
      server.closeIdleConnections();
      server.closeAllConnections();
      await closed;
    },
  };
}

function bind(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, port, host)));
    server.listen(port, host.replace(/^\[(.*)\]$/, '$1'), () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function explained({ code, message }: NodeJS.ErrnoException, port: number, host: string): PlugboardError {
  if (code === 'EADDRINUSE') {
    return invalid(
      `Port ${port} of ${host} is in use: \`lsof -i :${port}\` names the program that uses it. Stop that program, or choose another port.`,
    );
  }
  if (code === 'EACCES')
    return invalid(`Port ${port} of ${host} cannot be used by this user. Choose a port from 1024 up.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return invalid(`${host} is not an address of this machine.`);
  return invalid(`Port ${port} of ${host} cannot be opened: ${message}.`);
}

/** Replies to invalid HTTP with an error of the same shape as every other. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] = reasons.get(error.code) ?? ['400 Bad Request', 'The request is not valid HTTP.'];
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: 'invalid_http' } });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const reasons: ReadonlyMap<string | undefined, readonly [string, string]> = new Map([
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'The headers of the request are too large.']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'The request took too long to arrive.']],
]);

function invalid(message: string): PlugboardError {
  return new PlugboardError('config_invalid', message);
}
