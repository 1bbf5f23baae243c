// A pass-through written by hand with `node:http` and undici. It reads nothing, and so costs the least that a gateway can.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { Agent, request as send } from 'undici';

const [port, upstream] = process.argv.slice(2);
const dispatcher = new Agent();

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const left = new AbortController();
  response.on('close', () => left.abort());
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  const { statusCode, headers, body } = await send(`${upstream}${request.url}`, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key-bench' },
    body: Buffer.concat(pieces),
    signal: left.signal,
  });
  response.writeHead(statusCode, headers);
  pipeline(body, response, () => undefined);
}

const server = createServer((request, response) => {
  pass(request, response).catch(() => response.destroy());
});
server.listen(Number(port), '127.0.0.1');
