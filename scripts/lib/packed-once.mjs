import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './pack.mjs';
import { startRegistry } from './package-registry.mjs';

/**
 * Packs all published packages and serves them, before the tests that install them as a user would.
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
