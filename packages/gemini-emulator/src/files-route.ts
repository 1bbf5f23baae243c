import { isJsonObject, type Exchange } from '@plugboard/emulator-kit';
import { invalid, refused } from './errors.ts';
import type { FileStore, StoredFile, UploadSession } from './file-store.ts';
import { checkType } from './request/read-media.ts';
import type { FilesSwitches } from './scenario.ts';

const largestFile = 2 * 1024 ** 3;
const credentials = ['x-goog-api-key', 'authorization', 'cookie'];

/** `POST /upload/v1beta/files`: begins a resumable upload, or takes its bytes at the address that it returned. */
export async function answerUpload(
  exchange: Exchange,
  switches: FilesSwitches,
  store: FileStore,
  baseUrl: string,
): Promise<void> {
  if (!exchange.query.has('upload_id')) return begin(exchange, switches, store, baseUrl);
  const session = store.session(exchange.query.get('upload_id'));
  const sent = credentials.find((name) => exchange.header(name) !== undefined);
  if (switches.uploadOrigin === 'other' && sent !== undefined) {
    throw invalid(`${sent} was sent to an address that was handed out; credentials do not belong there.`);
  }
  const commands = (exchange.header('x-goog-upload-command') ?? '').split(',').map((word) => word.trim());
  if (commands.includes('query')) return sendStatus(exchange, session);
  if (commands.includes('cancel')) {
    session.state = 'cancelled';
    return sendStatus(exchange, session);
  }
  if (session.state !== 'active') throw invalid('The upload is not active any more.');
  if (!commands.includes('upload')) throw invalid('X-Goog-Upload-Command must be upload, query or cancel.');
  await take(exchange, session);
  if (!commands.includes('finalize')) return sendStatus(exchange, session);
  if (session.probe.size !== session.size) {
    throw invalid(`The upload has ${session.probe.size} bytes, ${session.size} were announced.`);
  }
  const file = store.finish(session, baseUrl, switches.processingMs ?? 0);
  exchange.send(200, { file: metadataOf(file, store) }, { 'x-goog-upload-status': 'final' });
}

/** `GET /v1beta/files`. */
export function answerFiles(exchange: Exchange, store: FileStore): void {
  const files = store.all.map((file) => metadataOf(file, store));
  exchange.send(200, files.length === 0 ? {} : { files });
}

/** `GET` and `DELETE /v1beta/files/{id}`. */
export function answerFile(exchange: Exchange, store: FileStore, name: string): void {
  const file = store.get(name);
  if (exchange.request.method !== 'DELETE') return exchange.send(200, metadataOf(file, store));
  store.delete(name);
  exchange.send(200, {});
}

async function begin(exchange: Exchange, switches: FilesSwitches, store: FileStore, baseUrl: string): Promise<void> {
  const header = (name: string): string => exchange.header(`x-goog-upload-${name}`) ?? '';
  if (header('protocol') !== 'resumable' || header('command') !== 'start') {
    throw invalid('X-Goog-Upload-Protocol must be resumable, and X-Goog-Upload-Command start.');
  }
  const length = header('header-content-length');
  if (!/^\d+$/.test(length)) throw invalid('X-Goog-Upload-Header-Content-Length is required.');
  if (Number(length) > largestFile) throw refused(400, `The file is larger than ${largestFile} bytes.`);
  const type = header('header-content-type');
  checkType(type);
  const body = await exchange.json();
  const file = isJsonObject(body) && isJsonObject(body['file']) ? body['file'] : {};
  const displayName = file['displayName'] ?? file['display_name'];
  const session = store.begin(Number(length), type, typeof displayName === 'string' ? displayName : undefined);
  const origin = switches.uploadOrigin === 'other' ? baseUrl.replace('127.0.0.1', 'localhost') : baseUrl;
  const url = `${origin}${exchange.path}?upload_id=${session.id}&upload_protocol=resumable`;
  exchange.send(200, undefined, { 'x-goog-upload-status': 'active', 'x-goog-upload-url': url });
}

async function take(exchange: Exchange, session: UploadSession): Promise<void> {
  const offset = Number(exchange.header('x-goog-upload-offset') ?? Number.NaN);
  if (offset !== session.probe.size) {
    throw invalid(`X-Goog-Upload-Offset is ${offset}, ${session.probe.size} bytes have arrived.`);
  }
  // A plain loop that is left early would destroy the connection, and with it the refusal.
  const body = exchange.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const bytes of body) {
    session.probe.add(bytes);
    if (session.probe.size > session.size) throw invalid(`More than the announced ${session.size} bytes arrived.`);
  }
}

function sendStatus(exchange: Exchange, { state, probe }: UploadSession): void {
  exchange.send(200, undefined, {
    'x-goog-upload-status': state,
    'x-goog-upload-size-received': String(probe.size),
  });
}

function metadataOf(file: StoredFile, store: FileStore): object {
  const time = (at: number): string => new Date(at).toISOString();
  return {
    name: file.resource,
    ...(file.displayName === undefined ? {} : { displayName: file.displayName }),
    mimeType: file.type,
    sizeBytes: String(file.size),
    createTime: time(file.createdAt),
    updateTime: time(file.createdAt),
    expirationTime: time(file.expiresAt),
    sha256Hash: Buffer.from(file.sha256).toString('base64'),
    uri: file.url,
    state: store.isActive(file) ? 'ACTIVE' : 'PROCESSING',
    source: 'UPLOADED',
  };
}
