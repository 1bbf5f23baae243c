import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import {
  ConnectFailure,
  connectFailureCodes,
  lookupOf,
  type ConnectionTarget,
  type NetworkOptions,
  type ProxyAddress,
  ignoreError,
  setSocketOptions,
} from './connection.ts';
import { limits } from '../limits.ts';

/** Asks the proxy for a tunnel. The proxy learns nothing about the request itself. */
export function openTunnel(
  target: ConnectionTarget,
  proxy: ProxyAddress,
  network: NetworkOptions,
  fail: (error: Error) => void,
  opened: (socket: Socket) => void,
): ClientRequest {
  const authority = `${isIP(target.hostname) === 6 ? `[${target.hostname}]` : target.hostname}:${target.port}`;
  const request = (proxy.secure ? httpsRequest : httpRequest)({
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    agent: false,
    maxHeaderSize: limits.headers,
    headers: {
      host: authority,
      ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
    },
    ...(network.ca === undefined ? {} : { ca: network.ca }),
    ...lookupOf(network),
  });
  request.on('error', (error: NodeJS.ErrnoException) => {
    fail(new ConnectFailure(error.code ?? 'ECONNRESET', { proxy: proxy.shown }));
  });
  request.on('connect', ({ statusCode }, socket, head) => {
    socket.on('error', ignoreError);
    if (statusCode === undefined || statusCode < 200 || statusCode > 299) {
      socket.destroy();
      fail(new ConnectFailure(connectFailureCodes.proxyAnswer, { proxy: proxy.shown, status: statusCode }));
      return;
    }
    // In TLS and in HTTP the client speaks first, so these bytes do not come from the service.
    if (head.length > 0) {
      socket.destroy();
      fail(new ConnectFailure(connectFailureCodes.proxyNoise, { proxy: proxy.shown }));
      return;
    }
    setSocketOptions(socket);
    opened(socket);
  });
  request.end();
  return request;
}
