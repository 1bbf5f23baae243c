import type { ReadableStream as WebStream } from 'node:stream/web';

/** Writes values as lines of JSON. Never reads ahead of the consumer. */
export function jsonLines(values: AsyncIterator<unknown>): WebStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const result = await values.next();
        if (result.done === true) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(result.value)}\n`));
      },
      async cancel() {
        await values.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
