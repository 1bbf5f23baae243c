import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { invalid, Refusal, type Exchange } from './exchange.ts';
import { FileProbe, type ReceivedFile } from './received-file.ts';
import type { UploadSwitches } from './scenario.ts';

/** The files of an emulator, by the address that each was given. */
export type FileStore = Map<string, ReceivedFile>;

/** `/api/upload-image`: one part named `image`, whatever kind of file it is. */
export async function answerUpload(
  exchange: Exchange,
  switches: UploadSwitches,
  subject: string,
  store: FileStore,
): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const { probe, name, type } = await readPart(exchange, switches.maxBytes ?? Number.POSITIVE_INFINITY);
  // Shaped as the real one: a literal `|`, and a key of 86 base64url characters. The host resolves nowhere.
  const key = createHash('sha512').update(`${subject}/${store.size}`).digest('base64url');
  const url = `https://reka-prod-user-images.invalid/${subject}/vlm/${key}==`;
  store.set(url, probe.result(url, name, type));
  exchange.send(200, bodyOf(url, switches.keys ?? 'both'));
}

function bodyOf(url: string, keys: NonNullable<UploadSwitches['keys']>): object {
  if (keys === 'none') return {};
  return keys === 'both' ? { media_url: url, image_url: url } : { [keys]: url };
}

interface Part {
  readonly probe: FileProbe;
  readonly name: string;
  readonly type: string;
}

function readPart(exchange: Exchange, maxBytes: number): Promise<Part> {
  const contentType = exchange.header('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    return Promise.reject(invalid(['body', 'image'], 'Field required', 'missing'));
  }
  return new Promise((resolve, reject) => {
    const parser = new Busboy({ headers: { ...exchange.request.headers, 'content-type': contentType } });
    let part: Part | undefined;
    let others = 0;
    parser.on('file', (field: string, content: Readable, name: string, _encoding: string, type: string) => {
      const probe = new FileProbe();
      if (field !== 'image' || part !== undefined) others++;
      else part = { probe, name, type };
      content.on('data', (bytes: Buffer) => {
        probe.add(bytes);
        if (probe.size > maxBytes) reject(new Refusal(413, { detail: 'File too large' }));
      });
      content.on('error', reject);
    });
    parser.on('field', () => others++);
    parser.on('error', () => reject(invalid(['body'], 'There was an error parsing the body', 'multipart_invalid')));
    parser.on('finish', () => {
      if (part === undefined) reject(invalid(['body', 'image'], 'Field required', 'missing'));
      else if (others > 0) reject(invalid(['body'], 'Only one part named image is known', 'extra_forbidden'));
      else resolve(part);
    });
    exchange.request.on('close', () => {
      if (!exchange.request.complete) reject(new Refusal(400, { detail: 'The body ended too early' }));
    });
    exchange.request.pipe(parser);
  });
}
