import { connect, type Socket } from 'node:net';
import { Agent, type buildConnector } from 'undici';

/** An agent whose connections all end at one port of loopback, whatever their origin. */
export interface ReroutedAgent {
  /** For `HTTP_DISPATCHER`. */
  readonly dispatcher: Agent;
  /** Where a connection was meant to go: the origin for the local port of its client, such as `https://api.example`. */
  originOf(clientPort: number | undefined): string | undefined;
  /** Connections that carry a request whose response has not ended. */
  readonly busy: number;
  /** Ends all connections. */
  destroy(): Promise<void>;
}

/**
 * Makes an undici agent that connects to `port` of 127.0.0.1 for every origin. URL, `Host` and `Secure` cookies stay as they are: for
 * undici the other end is the real service, also over https, although the bytes are not encrypted. No name is looked up.
 *
 * @param outside - Opens the connection where no guard refuses it. Default: just opens it.
 */
export function createReroutedAgent(port: number, outside: <T>(dial: () => T) => T = (dial) => dial()): ReroutedAgent {
  const origins = new Map<number, { readonly socket: Socket; readonly origin: string }>();
  const connector: buildConnector.connector = ({ protocol, host }, callback) => {
    const socket = outside(() => connect({ host: '127.0.0.1', port, noDelay: true }));
    let local = 0;
    socket.once('connect', () => {
      local = socket.localPort ?? 0;
      origins.set(local, { socket, origin: new URL(`${protocol}//${host ?? ''}`).origin });
      socket.off('error', fail);
      callback(null, socket);
    });
    const fail = (error: Error): void => callback(error, null);
    socket.once('error', fail);
    socket.once('close', () => {
      // The port may belong to another connection by now.
      if (origins.get(local)?.socket === socket) origins.delete(local);
    });
  };
  // Clients have their own timers.
  const dispatcher = new Agent({ connect: connector, headersTimeout: 0, bodyTimeout: 0 });
  return {
    dispatcher,
    originOf: (clientPort) => (clientPort === undefined ? undefined : origins.get(clientPort)?.origin),
    get busy() {
      return Object.values(dispatcher.stats).reduce((sum, { running }) => sum + running, 0);
    },
    destroy: () => dispatcher.destroy(),
  };
}
