import type { ChatRequest, Media } from '@plugboard/core/provider';

/**
 * Called when bytes of a file were read: with their number, and the number of bytes of this reading so far. Reading continues once it
 * has settled.
 */
export type OnRead = (bytes: number, soFar: number) => void | Promise<void>;

/** How a provider gets the bytes of files, and who watches. */
export interface MediaWatch {
  readonly onRead?: OnRead | undefined;
  /** Most bytes of a piece. Default: as core reads them. */
  readonly pieces?: number | undefined;
}

/** The same file; tells how many bytes of it are read, or comes in smaller pieces. */
export function watchedMedia(media: Media, { onRead, pieces = Number.POSITIVE_INFINITY }: MediaWatch): Media {
  const stream = async function* read(): AsyncGenerator<Uint8Array> {
    let soFar = 0;
    for await (const piece of media.stream()) {
      for (let at = 0; at < piece.length; at += pieces) {
        // A copy: a provider that keeps a piece must not keep the larger one around it.
        const part = pieces < piece.length ? piece.slice(at, at + pieces) : piece;
        soFar += part.length;
        await onRead?.(part.length, soFar);
        yield part;
      }
    }
  };
  const bytes: Media['bytes'] = async (options) => {
    const whole = await media.bytes(options);
    await onRead?.(whole.length, whole.length);
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
