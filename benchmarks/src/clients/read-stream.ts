import type { ChatCompletionStream } from '@plugboard/core';
import type { ChatOptions } from './bench-client.ts';

/** Reads chunks as a program does, and returns their text. */
export async function readStream(stream: ChatCompletionStream, onDelta: ChatOptions['onDelta']): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta.content ?? '';
    text += delta;
    if (delta !== '' && onDelta?.(delta) === false) break;
  }
  return text;
}
