import type { BenchClient } from './bench-client.ts';

/** A file that loads nothing, to measure what the benchmark itself costs. */
export function create(): BenchClient {
  const refused = (): Promise<never> => Promise.reject(new Error('Nothing can be asked here.'));
  return { chat: refused, upload: refused, chatWithImage: refused };
}
