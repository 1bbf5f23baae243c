import { expect, test } from 'vitest';
import { type Deadline, Deadlines, deadlinesOf, systemClock, type CompleteClock } from '../../src/util/clock.ts';
import { FakeClock } from './fake-clock.ts';

/** A deadline that writes down when it was told. */
function deadline(clock: CompleteClock, dueAt: number, told: number[]): Deadline & { dueAt: number } {
  return { dueAt, onDue: () => void told.push(clock.monotonic()) };
}

test('many deadlines share one timer, and each is told at its own time', async () => {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock);
  const told: number[] = [];
  for (const dueAt of [30, 10, 20, 10]) {
    const one: Deadline = {
      dueAt,
      onDue() {
        told.push(clock.now());
        deadlines.delete(one);
      },
    };
    deadlines.add(one);
    expect(clock.pending).toBe(1);
  }
  await clock.pass(100);
  expect(told).toEqual([10, 10, 20, 30]);
  expect(clock.pending).toBe(0);
});

test('a deadline that moved back meanwhile is told at its new time, and one that was deleted never', async () => {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock);
  const told: number[] = [];
  const moved = deadline(clock, 10, told);
  const deleted = deadline(clock, 15, told);
  deadlines.add(moved);
  deadlines.add(deleted);
  moved.dueAt = 40;
  deadlines.delete(deleted);
  await clock.pass(60);
  expect(told).toEqual([40]);
});

test('a deadline that moved forward is told at its new time once it is expected', async () => {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock);
  const told: number[] = [];
  const moved = deadline(clock, Number.POSITIVE_INFINITY, told);
  deadlines.add(moved);
  expect(clock.pending).toBe(0);
  moved.dueAt = 10;
  deadlines.expect(10);
  await clock.pass(20);
  expect(told).toEqual([10]);
});

test('a deadline that is deleted when another one is reached is not told', async () => {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock);
  const told: number[] = [];
  const second = deadline(clock, 10, told);
  deadlines.add({ dueAt: 10, onDue: () => deadlines.delete(second) });
  deadlines.add(second);
  await clock.pass(20);
  expect(told).toEqual([]);
});

test('a timer that fires a little early still counts, and is not cancelled as long as somebody waits', () => {
  let fire: (() => void) | undefined;
  let cancelled = 0;
  const clock: CompleteClock = {
    ...systemClock,
    monotonic: () => 9.6,
    schedule(_, callback) {
      fire = callback;
      return () => void (cancelled += 1);
    },
  };
  const deadlines = new Deadlines(clock);
  const told: number[] = [];
  const one = deadline(clock, 10, told);
  deadlines.add(one);
  fire?.();
  expect(told).toEqual([9.6]);
  deadlines.add(deadline(clock, 20, told));
  deadlines.delete(one);
  expect(cancelled).toBe(0);
});

test('a timer that never fired, as of a replaced setTimeout, does not keep later deadlines from being told', () => {
  let now = 0;
  const callbacks: (() => void)[] = [];
  const clock: CompleteClock = {
    ...systemClock,
    monotonic: () => now,
    schedule(_, callback) {
      callbacks.push(callback);
      return () => {};
    },
  };
  const deadlines = new Deadlines(clock);
  deadlines.add(deadline(clock, 10, []));
  now = 1_000;
  const told: number[] = [];
  deadlines.add(deadline(clock, 1_010, told));
  now = 1_020;
  // The first one is the timer that never fires.
  callbacks[1]?.();
  expect(told).toEqual([1_020]);
});

test('all who use a clock share its deadlines', () => {
  const clock = new FakeClock();
  expect(deadlinesOf(clock)).toBe(deadlinesOf(clock));
  expect(deadlinesOf(clock)).not.toBe(deadlinesOf(new FakeClock()));
});
