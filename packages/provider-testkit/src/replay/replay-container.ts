import { CLOCK, HTTP_DISPATCHER, RANDOM, type Container } from '@plugboard/core';
import type { Dispatcher } from 'undici';
import { seededRandom } from './seeded-random.ts';

/**
 * The outside world of a replay, for `new Client({ container })`: its connections, a clock that stands still until it is moved (timers run),
 * and random numbers that are the same each time.
 */
export function replayContainer(dispatcher: Dispatcher, now: () => number): Container {
  const random = seededRandom(1);
  const values = new Map<symbol, unknown>([
    [HTTP_DISPATCHER, dispatcher],
    [CLOCK, { now }],
    // The wait before a repeat is a share of it, so small numbers make for quick replays.
    [RANDOM, () => random() / 1000],
  ]);
  const container: Container = {
    createChildContainer: () => container,
    isRegistered: (token) => values.has(token),
    resolve: <T>(token: symbol): T => values.get(token) as T,
  };
  return container;
}
