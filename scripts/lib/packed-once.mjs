import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './pack.mjs';
import { startRegistry } from './package-registry.mjs';

/**
 * Before the tests that install packages as a stranger would: packs all that are published, and serves them.
 *
 * @param {import('vitest/node').TestProject} project
 * @returns {Promise<() => Promise<void>>}
 */
export async function setup(project) {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-packed-'));
  const packages = pack(folder);
  const registry = await startRegistry(packages);
  project.provide('packed', { registry: registry.url, packages });
  return async () => {
    await registry.close();
    rmSync(folder, { recursive: true });
  };
}
