import type { ClientModule } from '../clients/bench-client.ts';

/**
 * Makes undici's HTTP parser hot, which is WebAssembly: V8 needs 28 MB for a moment to compile it, once a process, at a time of
 * its own choosing. That is the same for all clients and no growth of an upload.
 */
export async function compileParser(module: ClientModule, url: string): Promise<void> {
  const client = module.create(`${url}/events-3000`);
  for (let count = 0; count < 3; count += 1) await client.chat();
  await new Promise((resolve) => setTimeout(resolve, 500));
}
