import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './command.mjs';

const kit = join(root, 'packages/provider-testkit');

/**
 * Joins the mutants into one file that plain Node runs. Core and the testkit stay outside of it, compiled, because the suite distinguishes
 * the author's code from its own by the file.
 *
 * @returns {Promise<{ file: string, digest: string, remove: () => void }>} `digest` changes with any of the code
 */
export async function bundleMutants() {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-mutants-'));
  const file = join(folder, 'worker.mjs');
  await build({
    entryPoints: [join(kit, 'test/conformance/mutants/worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: file,
    logLevel: 'error',
    plugins: [compiledOutside],
  });
  const digest = createHash('sha256').update(readFileSync(file));
  for (const dist of ['provider-testkit/dist', 'core/bundle']) {
    const at = join(root, 'packages', dist);
    const names = readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    for (const name of names.sort()) digest.update(readFileSync(join(at, name)));
  }
  return { file, digest: digest.digest('hex').slice(0, 16), remove: () => rmSync(folder, { recursive: true }) };
}

/** @type {import('esbuild').Plugin} */
const compiledOutside = {
  name: 'compiled-outside',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const source = relative(join(kit, 'src'), join(resolveDir, path));
      if (source.startsWith('..')) return undefined;
      const compiled = join(kit, 'dist', source.replace(/\.ts$/, '.js'));
      return { path: pathToFileURL(compiled).href, external: true };
    });
    onResolve({ filter: /^@plugboard\/core/ }, async ({ path, kind, pluginData }) => {
      if (pluginData === inside) return undefined;
      const { path: found } = await resolve(path, { kind, resolveDir: kit, pluginData: inside });
      return { path: pathToFileURL(found).href, external: true };
    });
  },
};

/** Marks a resolution that the plugin itself requests. */
const inside = Symbol('inside');
