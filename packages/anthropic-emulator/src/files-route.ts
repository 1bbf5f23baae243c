import { readForm, type Exchange } from '@plugboard/emulator-kit';
import { invalid, refused } from './errors.ts';
import type { FileStore, StoredFile } from './file-store.ts';

const largestFile = 500 * 1024 * 1024;
const lifetime = { least: 3_600, most: 7_776_000 } as const;
const forbidden = /[<>:"|?*\\/]|\p{Cc}/u;

/** `POST /v1/files`. */
export async function answerUpload(exchange: Exchange, store: FileStore): Promise<void> {
  const { files, fields } = await readForm(exchange, {
    maxBytes: largestFile,
    tooLarge: () => refused(413, 'File exceeds the maximum size of 500 MB'),
    noForm: () => invalid('file: Field required'),
    endedEarly: () => invalid('The request body ended too early'),
  });
  const [part] = files;
  if (part?.field !== 'file' || files.length > 1) throw invalid('file: Field required');
  const { file } = part;
  if (file.size === 0) throw invalid('file: The file is empty');
  if (file.name.length > 255 || forbidden.test(file.name)) throw invalid('file: Invalid filename');
  exchange.send(200, metadataOf(store.add(file, lifetimeOf(fields.get('expires_in_seconds')))));
}

/** `GET /v1/files`. */
export function answerFiles(exchange: Exchange, store: FileStore): void {
  exchange.send(200, { data: store.all.map(metadataOf), next_page: null, has_more: false });
}

/** `GET /v1/files/{id}`, `GET /v1/files/{id}/content` and `DELETE /v1/files/{id}`. */
export function answerFile(exchange: Exchange, store: FileStore, id: string, content: boolean): void {
  const file = store.get(id);
  if (content) {
    throw invalid(`File ${id} is not downloadable`, { error_code: 'file_not_downloadable' });
  }
  if (exchange.request.method !== 'DELETE') return exchange.send(200, metadataOf(file));
  store.delete(id);
  exchange.send(200, { id, type: 'file_deleted' });
}

function lifetimeOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (Number.isInteger(seconds) && seconds >= lifetime.least && seconds <= lifetime.most) return seconds;
  throw invalid(`expires_in_seconds: Input should be between ${lifetime.least} and ${lifetime.most}`);
}

function metadataOf({ id, createdAt, expiresAt, name, type, size }: StoredFile): object {
  return {
    type: 'file',
    id,
    created_at: new Date(createdAt).toISOString(),
    filename: name,
    mime_type: type,
    size_bytes: size,
    downloadable: false,
    expires_at: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
  };
}
