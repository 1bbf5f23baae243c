import { Client } from '@plugboard/core';
import type { BenchClient } from './bench-client.ts';

/** A client as most programs make it, for what one costs that is not used yet. */
export function create(): BenchClient {
  const client = new Client();
  const refused = (): Promise<never> => Promise.reject(new Error(`${client.constructor.name} has no provider here.`));
  return { chat: refused, upload: refused, chatWithImage: refused };
}
