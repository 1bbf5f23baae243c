import { Client, file } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { traceTo } from './timeline.ts';

/** Asks the offline stand-in for Reka a question about an image. It first responds with 503, so there are two attempts. */
export async function traceACall(image: string, write: (line: string) => void): Promise<void> {
  await using emulator = await startRekaEmulator();
  emulator.next('chat', { fail: { status: 503, headers: { 'retry-after': '0' } } });
  await using client = new Client({
    provider: reka({ baseUrl: emulator.url, cookies: emulator.cookies }),
    config: false,
    discover: false,
  });
  const stop = traceTo(write);
  try {
    const stream = await client.chat.completions.create({
      model: 'reka-core',
      messages: [{ role: 'user', content: 'What can you see in the image?' }],
      image: file(image),
      stream: true,
    });
    await stream.finalText();
  } finally {
    stop();
  }
}
