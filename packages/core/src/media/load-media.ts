import type { ByteSource, FileStreamSource, MediaSource, ReadLimits } from './media-source.ts';
import { cleanFileName } from './file-name.ts';
import type { MediaKind } from '../contract/media.ts';
import { bytesOfMedia, type LoadedMedia } from './media-part.ts';
import { mediaError } from './media-error.ts';
import type { RemoteSource } from './url-source.ts';
import { inspectHandle, inspectPath, resolveFileStream } from './read-file.ts';
import { inspectBlob, inspectBytes, inspectStream } from './inspect-source.ts';
import { resolveMediaType } from './resolve-type.ts';

/** What is known about a file that was opened. */
export interface LoadOptions extends ReadLimits {
  readonly kind: MediaKind | undefined;
}

/** Inspects the size and the first bytes of a file, and decides its type. Throws `input_invalid`. */
export async function loadMedia(given: MediaSource | RemoteSource, options: LoadOptions): Promise<LoadedMedia> {
  if (given.from === 'remote') throw mediaError(options.label, 'it is a URL that only the service can fetch.');
  const source = given.from === 'file-stream' ? await resolveFileStream(given) : given;
  try {
    const bytes = await inspect(source, options);
    const { kind, type } = resolveMediaType({ ...options, explicit: source.type, head: bytes.head });
    const media: LoadedMedia = {
      kind,
      type,
      name: cleanFileName(source.name, type),
      size: bytes.size,
      get readable() {
        return bytes.readable();
      },
      stream: bytes.stream,
      bytes: (limit) => bytesOfMedia(media, limit),
      reusable: bytes.reusable,
    };
    return media;
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
