import { Client } from '@plugboard/core';
import type { BenchClient } from './bench-client.ts';

/** The client without any provider, for what a program pays that only makes one. */
export function create(): BenchClient {
  const client = new Client({ config: false, discover: false });
  const refused = (): Promise<never> => Promise.reject(new Error(`${client.constructor.name} has no provider here.`));
  return { chat: refused, upload: refused, chatWithImage: refused };
}
