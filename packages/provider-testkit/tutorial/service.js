// A stand-in for the Owl on loopback: node --import ./service.js ask.js
import { once } from 'node:events';
import { createServer } from 'node:http';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

const tokens = new Set();
const pictures = new Map();
let issued = 0;
let forgetful = true;

const server = createServer((request, response) => void serve(request, response));

async function serve(request, response) {
  const body = Buffer.concat(await request.toArray());
  const { status = 200, json, pieces } = answer(request, body);
  process.stderr.write(`${request.method} ${request.url} ${status}\n`);
  response.writeHead(status, { 'content-type': pieces ? 'text/event-stream' : 'application/json' });
  for (const piece of pieces ?? []) {
    response.write(`data: ${JSON.stringify(piece)}\n\n`);
    await setTimeout(20);
  }
  response.end(json && JSON.stringify(json));
}

function answer({ url, headers }, body) {
  const hasKey = headers['x-api-key'] === 'hoo-hoo';
  if (!hasKey && !tokens.has(headers.authorization)) return { status: 401, json: { error: 'Nobody knows you.' } };
  if (url === '/v1/session') {
    const token = `feather-${++issued}`;
    tokens.add(`Bearer ${token}`);
    return { json: { token, seconds: 600 } };
  }
  if (url === '/v1/files') {
    const file = `nest/${pictures.size + 1}`;
    pictures.set(file, body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf('\r\n--')));
    return { json: { file } };
  }
  return reply(JSON.parse(body).turns.at(-1).parts);
}

function reply(parts) {
  const picture = pictures.get(parts.find((part) => part.picture)?.picture);
  if (picture) return { pieces: [...words(`Hoo! A picture of ${picture.length} bytes.`), { done: 'end' }] };
  const [{ text }] = parts;
  if (text === 'Are you busy?') {
    return { pieces: [...words('Hoo. I'), { error: { type: 'overloaded_error', message: 'Too many mice.' } }] };
  }
  if (text === 'Sing!') return { pieces: words('Hoo, hoo, ho') };
  if (text === 'Forget me!' && forgetful) {
    forgetful = false;
    tokens.clear();
    return { status: 401, json: { error: 'Nobody knows you.' } };
  }
  return { pieces: [...words('Hoo! Only me, the Owl.'), { done: 'end' }] };
}

function words(text) {
  return text.split(/(?<= )/).map((say) => ({ say }));
}

server.listen(0, '127.0.0.1').unref();
await once(server, 'listening');
process.env.OWL_BASE_URL = `http://127.0.0.1:${server.address().port}`;
