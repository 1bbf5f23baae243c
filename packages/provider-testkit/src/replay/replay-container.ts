import { CLOCK, HTTP_DISPATCHER, RANDOM, type Container } from '@plugboard/core';
import type { Dispatcher } from 'undici';
import { seededRandom } from './seeded-random.ts';

/**
 * The surroundings of a replay, for `new Client({ container })`: its connections, a clock that stands still until it is advanced (timers
 * run), and random numbers that are the same each time.
 */
export function replayContainer(dispatcher: Dispatcher, now: () => number): Container {
  const random = seededRandom(1);
  const values = new Map<symbol, unknown>([
    [HTTP_DISPATCHER, dispatcher],
    [CLOCK, { now }],
    // The wait before a retry is multiplied by the random number, so small numbers make replays quick.
    [RANDOM, () => random() / 1000],
  ]);
  const container: Container = {
    createChildContainer: () => container,
    isRegistered: (token) => values.has(token),
    resolve: <T>(token: symbol): T => values.get(token) as T,
  };
  return container;
}
