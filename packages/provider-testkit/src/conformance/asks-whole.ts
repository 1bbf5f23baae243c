import { PlugboardError } from '@plugboard/core';
import type { Fixture } from '../fixtures/fixture.ts';
import { ask } from './stage/ask.ts';
import type { Reading } from './stage/observed-http.ts';
import type { Stage, StageOptions } from './stage/stage.ts';

/** Opens a stage for the provider under test. */
type Open = (fixture: Fixture, options: StageOptions) => Promise<Stage>;

/**
 * Whether a provider asks its service in another way when the caller wants a whole answer: sends something else, or reads what comes
 * in another way. A provider that never sends the same twice shows it only by how it reads.
 */
export async function asksWhole(open: Open, fixture: Fixture): Promise<boolean> {
  const [first, again, whole] = [
    await chatsOf(open, fixture, true),
    await chatsOf(open, fixture, true),
    await chatsOf(open, fixture, false),
  ];
  if (first.readings !== whole.readings) return true;
  return first.requests === again.requests && first.requests !== whole.requests;
}

interface Chats {
  readonly requests: string;
  readonly readings: string;
}

/** The chats of one call as text. */
async function chatsOf(open: Open, fixture: Fixture, stream: boolean): Promise<Chats> {
  const readings: Reading[] = [];
  try {
    await using stage = await open(fixture, { stream, onReading: (reading) => readings.push(reading) });
    await ask(stage, fixture);
    const { requests, failures } = stage.service.replay;
    const chats = requests.filter(({ phase }) => phase === 'chat');
    const sent = chats.map(({ method, url, headers, body }) => [
      method,
      url,
      headers.get('accept'),
      Buffer.from(body).toString('latin1'),
    ]);
    // A request that matches no exchange goes elsewhere.
    return { requests: JSON.stringify([sent, failures.length]), readings: readings.join() };
  } catch (error) {
    // No such call can be made. Cases say why.
    if (PlugboardError.isInstance(error)) return { requests: '', readings: '' };
    throw error;
  }
}
