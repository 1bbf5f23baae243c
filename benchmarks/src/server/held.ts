import type { ServerResponse } from 'node:http';
import { milliseconds } from '../time.ts';
import { deltaEvent, finishEvent, roleEvent } from './wire.ts';

/** When the connections of held answers were closed, in milliseconds, by the number of the answer. */
const closed = new Map<string, number>();

/** When held answers fell silent, in milliseconds. */
const begun = new Map<string, number>();

const waiting = new Map<string, () => void>();

/** What a held answer has sent when it falls silent, by scenario. Those that hang have not even sent their headers. */
const written: Readonly<Record<string, string>> = {
  hang: '',
  wholehang: '',
  head: '',
  role: roleEvent(),
  hold: deltaEvent('one '),
  last: roleEvent() + deltaEvent('one ') + finishEvent(),
  holds: deltaEvent('one '),
};

/** How many answers of the scenario `holds` each program has begun. Their order identifies them. */
const counts = new Map<string, number>();

/** Whether a scenario is a held answer. */
export function isHeld(name: string): boolean {
  return Object.hasOwn(written, name);
}

/** Begins an answer that never ends. */
export function hold(response: ServerResponse, name: string, first: string): void {
  const id = name === 'holds' ? numbered(first) : first;
  response.on('close', () => note(closed, 'closed', id));
  if (name.endsWith('hang')) {
    note(begun, 'begun', id);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  const text = written[name] ?? '';
  if (text === '') note(begun, 'begun', id);
  else response.write(text, () => note(begun, 'begun', id));
}

function numbered(program: string): string {
  const count = counts.get(program) ?? 0;
  counts.set(program, count + 1);
  return `${program}.${count}`;
}

/** When answers ended, by number. */
export function closedAnswers(): object {
  return Object.fromEntries(closed);
}

/** Waits until an answer has begun, or was closed, and returns the time. */
export function whenHeld(event: string, id: string): Promise<number> {
  const times = event === 'begun' ? begun : closed;
  const time = times.get(id);
  if (time !== undefined) return Promise.resolve(time);
  return new Promise((resolve) => {
    waiting.set(`${event}-${id}`, () => resolve(times.get(id) ?? Number.NaN));
  });
}

function note(times: Map<string, number>, event: string, id: string): void {
  times.set(id, milliseconds());
  const key = `${event}-${id}`;
  waiting.get(key)?.();
  waiting.delete(key);
}
