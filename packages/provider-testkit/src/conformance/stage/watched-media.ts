import type { ChatRequest, Media } from '@plugboard/core/provider';

/** The same file; tells how many bytes of it are read. */
export function watchedMedia(media: Media, onRead: (bytes: number) => void): Media {
  const stream = async function* read(): AsyncGenerator<Uint8Array> {
    for await (const piece of media.stream()) {
      onRead(piece.length);
      yield piece;
    }
  };
  return new Proxy(media, {
    get: (target, key): unknown => (key === 'stream' ? stream : Reflect.get(target, key)),
  });
}

/** The same request; tells how many bytes of its files are read. */
export function withWatchedMedia(request: ChatRequest, onRead: (bytes: number) => void): ChatRequest {
  return {
    ...request,
    messages: request.messages.map((message) => ({
      ...message,
      content: message.content.map((part) =>
        part.type === 'text' || typeof part.source === 'string'
          ? part
          : { ...part, source: watchedMedia(part.source, onRead) },
      ),
    })),
  };
}
