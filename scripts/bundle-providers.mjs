// Joins the compiled files of each provider into one file for each entry point, as `bundle-core.mjs` does for core. The library that
// checks options becomes part of it, because a provider needs only a tenth of its 200 kB.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './lib/command.mjs';
import { writeThirdPartyNotices } from './lib/third-party-notices.mjs';

/** Packages that become part of a bundle. All others stay packages. */
const builtIn = new Set(['valibot']);

for (const name of readdirSync(join(root, 'packages'))) {
  const folder = join(root, 'packages', name);
  const entries = name.startsWith('provider-') ? bundledEntries(folder) : [];
  if (entries.length > 0) await writeBundle(folder, entries);
}

/**
 * The entry points of a package that programs load from `bundle/`.
 *
 * @param {string} folder
 * @returns {readonly string[]} their names, which are those of the files that tsc wrote
 */
function bundledEntries(folder) {
  /** @type {{ exports: Record<string, string | { default: string }> }} */
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.values(exports).flatMap((target) =>
    typeof target === 'object' && target.default.startsWith('./bundle/') ? [basename(target.default, '.js')] : [],
  );
}

/**
 * @param {string} folder of the package
 * @param {readonly string[]} entries
 */
async function writeBundle(folder, entries) {
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, join(folder, 'dist', `${entry}.js`)])),
    platform: 'node',
    external: (id) => /^[a-z@]/.test(id) && !builtIn.has(id),
  });
  const dir = join(folder, 'bundle');
  rmSync(dir, { recursive: true, force: true });
  const { output } = await bundle.write({
    dir,
    format: 'esm',
    chunkFileNames: '[name].js',
    minify: false,
    // Editors read them from the declarations.
    comments: { jsdoc: false },
    // For the tests of the bundle. Source maps are not published: nothing is minified, and they would double the size of a package.
    sourcemap: 'hidden',
  });
  await bundle.close();
  writeThirdPartyNotices(
    dir,
    output.filter((chunk) => chunk.type === 'chunk'),
  );
}
