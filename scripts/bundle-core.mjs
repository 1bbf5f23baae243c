// Joins the compiled files of core into a few: Node takes about as long for each file as for all that is in it, and a program
// waits for them when it starts and again at its first call. The declarations stay as tsc wrote them, and so do the names.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './lib/command.mjs';

const core = join(root, 'packages/core');
const entries = {
  index: join(core, 'dist/index.js'),
  provider: join(core, 'dist/provider.js'),
  cookies: join(core, 'dist/cookies/index.js'),
  'chat-completions': join(core, 'dist/chat-completions/index.js'),
};
const startFiles = filesBehind(entries.index);
startFiles.delete(entries.index);

const bundle = await rolldown({
  input: entries,
  platform: 'node',
  // Packages stay packages: their users may have a newer one.
  external: (id) => !id.startsWith('.') && !id.startsWith(core),
});
const folder = join(core, 'bundle');
rmSync(folder, { recursive: true, force: true });
await bundle.write({
  dir: folder,
  format: 'esm',
  chunkFileNames: '[name].js',
  minify: false,
  sourcemap: true,
  codeSplitting: { groups: [{ name: 'start', test: (/** @type {string} */ id) => startFiles.has(id) }] },
});
await bundle.close();

/**
 * A file and all that it imports, without what it imports later.
 *
 * @param {string} file
 * @param {Set<string>} found
 */
function filesBehind(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) [^;]*?from '(\.[^']+)';/gm)) {
    if (name !== undefined) filesBehind(resolve(dirname(file), name), found);
  }
  return found;
}
