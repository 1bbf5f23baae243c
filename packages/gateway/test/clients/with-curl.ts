import { connect } from 'node:net';
import { citySchema, dataUrl, weather, type Asked, type OtherClient, type Reply, type Target } from './other-client.ts';

/** The bytes that `curl -d` sends, and a reader that is as simple as a script is. */
export function withCurl(target: Target): OtherClient {
  return {
    async whole(asked) {
      const { choices } = (await talk(target, asked, false, () => undefined)) as { choices: { message: object }[] };
      return replyOf([choices[0]?.message ?? {}], asked);
    },
    async stream(asked, onText) {
      return replyOf((await talk(target, asked, true, onText)) as object[], asked);
    },
  };
}

interface Message {
  readonly content?: string | null;
  readonly tool_calls?: readonly { readonly function: { readonly name?: string; readonly arguments: string } }[];
}

function replyOf(messages: readonly Message[], { object }: Asked): Reply {
  const text = messages.map(({ content }) => content ?? '').join('');
  const pieces = messages.flatMap(({ tool_calls: calls }) => (calls ?? []).map((call) => call.function));
  const name = pieces.find((piece) => piece.name !== undefined)?.name;
  const given = pieces.map((piece) => piece.arguments).join('');
  return {
    text,
    calls: name === undefined ? [] : [{ name, arguments: JSON.parse(given) as unknown }],
    object: object === true ? JSON.parse(text) : undefined,
  };
}

function bodyOf({ model }: Target, { text, image, tool, object }: Asked, stream: boolean): string {
  const content =
    image === undefined
      ? text
      : [
          { type: 'text', text },
          { type: 'image_url', image_url: { url: dataUrl(image) } },
        ];
  return JSON.stringify({
    model,
    stream,
    messages: [{ role: 'user', content }],
    ...(tool === true && { tools: [{ type: 'function', function: weather }] }),
    ...(object === true && {
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema: citySchema, strict: true } },
    }),
  });
}

/** The JSON of a reply, or the deltas of a stream. Rejects with the status, and when a stream is not whole. */
function talk(target: Target, asked: Asked, stream: boolean, onText: () => void): Promise<unknown> {
  const { hostname, port, pathname } = new URL(`${target.baseURL}/chat/completions`);
  const body = Buffer.from(bodyOf(target, asked, stream));
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUser-Agent: curl/8.14.1\r\nAccept: */*\r\n` +
      `Content-Type: application/json\r\nAuthorization: Bearer ${target.apiKey}\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  socket.write(body);
  asked.signal?.addEventListener('abort', () => socket.destroy(new Error('aborted')), { once: true });
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('error', reject);
    socket.on('data', (piece) => {
      text += piece.toString();
      if (text.includes('"content":"')) onText();
      // The connection stays open: the end is the end of the body.
      if (!isComplete(text)) return;
      socket.destroy();
      try {
        resolve(read(text, stream));
      } catch (error) {
        reject(error);
      }
    });
    socket.on('close', () => reject(new Error('The connection was closed.')));
  });
}

function isComplete(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  const body = rest.join('\r\n\r\n');
  return length === undefined ? body.endsWith('0\r\n\r\n') : Buffer.byteLength(body) >= Number(length);
}

function read(text: string, stream: boolean): unknown {
  const status = Number(text.slice(9, 12));
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  if (status !== 200) throw Object.assign(new Error(body), { status });
  if (!stream) return JSON.parse(body);
  const data = body.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
  if (data.at(-1) !== '[DONE]') throw new Error(`The stream is not whole: ${data.at(-1)}`);
  return data.slice(0, -1).flatMap((line) => {
    const { choices } = JSON.parse(line) as { choices: { delta: object }[] };
    return choices.map(({ delta }) => delta);
  });
}
