import type { ClientModule } from '../clients/bench-client.ts';

/**
 * Makes undici's HTTP parser hot. It is WebAssembly, and V8 needs 28 MB for a moment to compile it, once per process and at some time. That
 * is the same for all clients, and must not count as growth by an upload.
 */
export async function compileParser(module: ClientModule, url: string): Promise<void> {
  const client = module.create(`${url}/events-3000`);
  for (let count = 0; count < 3; count += 1) await client.chat();
  await new Promise((resolve) => setTimeout(resolve, 500));
}
