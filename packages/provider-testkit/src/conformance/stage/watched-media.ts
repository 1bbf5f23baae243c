import type { ChatRequest, Media } from '@plugboard/core/provider';

/** How the bytes of files are handed to a provider. */
export interface MediaWatch {
  /** Called for the bytes that are read. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Most bytes of a piece. Default: as core reads them. */
  readonly pieces?: number | undefined;
}

/** The same file; tells how many bytes of it are read, or comes in smaller pieces. */
export function watchedMedia(media: Media, { onRead, pieces = Number.POSITIVE_INFINITY }: MediaWatch): Media {
  const stream = async function* read(): AsyncGenerator<Uint8Array> {
    for await (const piece of media.stream()) {
      for (let at = 0; at < piece.length; at += pieces) {
        const part = piece.subarray(at, at + pieces);
        onRead?.(part.length);
        yield part;
      }
    }
  };
  const bytes: Media['bytes'] = async (options) => {
    const whole = await media.bytes(options);
    onRead?.(whole.length);
    return whole;
  };
  return new Proxy(media, {
    get: (target, key): unknown => (key === 'stream' ? stream : key === 'bytes' ? bytes : Reflect.get(target, key)),
  });
}

/** The same request with watched files. */
export function withWatchedMedia(request: ChatRequest, watch: MediaWatch): ChatRequest {
  return {
    ...request,
    messages: request.messages.map((message) => ({
      ...message,
      content: message.content.map((part) =>
        part.type === 'text' || typeof part.source === 'string'
          ? part
          : { ...part, source: watchedMedia(part.source, watch) },
      ),
    })),
  };
}
