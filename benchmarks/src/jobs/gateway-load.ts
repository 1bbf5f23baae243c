import type { GatewayProcess } from '../gateways/gateway-process.ts';

const atOnce = 64;

/** How many milliseconds the work takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Microseconds of CPU that a gateway needs for each of `count` requests. */
export async function cpuOfEach(gateway: GatewayProcess, count: number, work: () => Promise<void>): Promise<number> {
  const before = await gateway.use();
  await work();
  return ((await gateway.use()).cpu - before.cpu) / count;
}

/** Does the work `count` times, one after the other. */
export async function oneByOne(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await work();
}

/** Does the work `count` times, 64 at once. `count` is rounded up to a multiple of 64. */
export async function many(count: number, work: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: atOnce }, () => oneByOne(Math.ceil(count / atOnce), work)));
}
