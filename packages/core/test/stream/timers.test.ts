import { expect, test } from 'vitest';
import { StreamTimers, type StreamTimeouts } from '../../src/stream/timers.ts';
import { FakeClock } from '../util/fake-clock.ts';

function started(timeouts: StreamTimeouts): { clock: FakeClock; timers: StreamTimers; silences: number[] } {
  const clock = new FakeClock();
  const silences: number[] = [];
  const onSilence = (): void => {
    silences.push(clock.now());
    timers.end();
  };
  const timers: StreamTimers = new StreamTimers(clock, timeouts, { onSilence });
  timers.beginWait();
  return { clock, timers, silences };
}

test.each([
  { firstEvent: 60, idle: 5 },
  { firstEvent: 5, idle: 60 },
  { firstEvent: 20, idle: 20 },
])('a stream that never begins ends after firstEvent: %j', async (timeouts) => {
  const { clock, silences } = started(timeouts);
  await clock.pass(200);
  expect(silences).toEqual([timeouts.firstEvent]);
});

test.each([
  // The first event comes later than the limit between events.
  { firstEvent: 60, idle: 5, first: 7 },
  { firstEvent: 60, idle: 5, first: 55 },
  { firstEvent: 60, idle: 50, first: 57 },
  { firstEvent: 10, idle: 60, first: 4 },
])('silence after the first event ends after idle: %j', async ({ first, ...timeouts }) => {
  const { clock, timers, silences } = started(timeouts);
  await clock.pass(first);
  timers.sawData();
  await clock.pass(200);
  expect(silences).toEqual([first + timeouts.idle]);
});
