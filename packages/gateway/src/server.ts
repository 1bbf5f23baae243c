import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PlugboardError } from '@plugboard/core';
import { isLoopbackName } from './access/origins.ts';
import { removeLeftovers } from './body/temp-folder.ts';
import type { Exchange } from './exchange/exchange.ts';
import { NodeExchange } from './exchange/node-exchange.ts';

/** Where a gateway listens. */
export interface ListenOptions {
  /** 0 takes a free one. Default 8321. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`. Others than those of this machine need keys. */
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
  /** Milliseconds that running answers get. Default 30,000. */
  readonly graceMs?: number | undefined;
}

/** What a server needs of its gateway. */
export interface ServedGateway {
  /** Whether everybody who reaches it is served. */
  readonly isOpen: boolean;
  handle(this: void, exchange: Exchange): void;
  isClosing(this: void): boolean;
  close(this: void, options: CloseOptions | undefined): Promise<void>;
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
  const { port = 8321, host = '127.0.0.1' } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw invalid('The port must be a whole number from 0 to 65535.');
  if (gateway.isOpen && !isLoopbackName(host.toLowerCase())) {
    throw invalid(`Anybody who can reach ${host} would use your accounts. Set keys, or listen on 127.0.0.1.`);
  }
  await removeLeftovers();
  const server = createServer(
    {
      // Uploads may take long; a body that stands still ends by a time limit of its own.
      requestTimeout: 0,
      headersTimeout: headersMs,
      connectionsCheckingInterval: checkMs,
      // Load balancers keep connections for 60 s. The side that closes first must not be the one that does not send.
      keepAliveTimeout: 75_000,
      noDelay: true,
    },
    (request, response) => serve(request, response, false),
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => serve(request, response, true));
  server.on('clientError', refuseBroken);
  function serve(request: IncomingMessage, response: ServerResponse, waits: boolean): void {
    // A client that resets a connection is noticed when the connection ends.
    response.on('error', () => undefined);
    gateway.handle(new NodeExchange(request, response, waits, gateway.isClosing));
  }
  const bound = await bind(server, port, host);
  const shown = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
    port: bound,
    close: async (closing) => {
      // Connections in between requests are closed by it.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await gateway.close(closing);
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

/** What is not HTTP gets an error in the same form as everything else. */
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
