import type { LoadedMedia } from './adopted-media.ts';
import type { ByteSource, ReadLimits } from './byte-source.ts';
import { cleanFileName } from './file-name.ts';
import type { MediaKind } from '../contract/media.ts';
import { mediaError } from './media-error.ts';
import type { FileStreamSource, MediaSource } from './media-source.ts';
import type { RemoteSource } from './media-url.ts';
import { inspectHandle, inspectPath } from './read-file.ts';
import { inspectBlob, inspectBytes } from './read-memory.ts';
import { inspectStream } from './read-stream.ts';
import { judgeType } from './judge-type.ts';
import { settleFileStream } from './settle-file-stream.ts';

/** What the adoption knows of a file. */
export interface LoadOptions extends ReadLimits {
  readonly kind: MediaKind | undefined;
}

/** Looks at size and first bytes of a file that was taken over. */
export async function loadMedia(given: MediaSource | RemoteSource, options: LoadOptions): Promise<LoadedMedia> {
  if (given.from === 'remote') throw mediaError(options.label, 'it is a URL that only the service can fetch.');
  const source = given.from === 'file-stream' ? await settleFileStream(given) : given;
  try {
    const bytes = await inspect(source, options);
    const { kind, type } = judgeType({ ...options, explicit: source.type, head: bytes.head });
    return {
      kind,
      type,
      name: cleanFileName(source.name, type),
      size: bytes.size,
      get readable() {
        return bytes.readable();
      },
      stream: bytes.stream,
      borrowed: bytes.borrowed,
    };
  } catch (error) {
    if (source.from === 'stream') source.end();
    throw error;
  }
}

function inspect(source: Exclude<MediaSource, FileStreamSource>, limits: ReadLimits): ByteSource | Promise<ByteSource> {
  switch (source.from) {
    case 'path':
      return inspectPath(source.path, limits);
    case 'handle':
      return inspectHandle(source.handle, limits);
    case 'bytes':
      return inspectBytes(source, limits);
    case 'blob':
      return inspectBlob(source, limits);
    case 'stream':
      return inspectStream(source, limits);
  }
}
