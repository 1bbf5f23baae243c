// Joins the compiled files of core into a few: Node takes about as long for each file as for all that is in it, and a program
// waits for them when it starts and again at its first call. The declarations stay as tsc wrote them, and so do the names.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './lib/command.mjs';
import { loadedWith } from './lib/module-imports.mjs';
import { writeThirdPartyNotices } from './lib/third-party-notices.mjs';

const core = join(root, 'packages/core');
const entries = {
  index: join(core, 'dist/index.js'),
  provider: join(core, 'dist/provider.js'),
  cookies: join(core, 'dist/cookies.js'),
  config: join(core, 'dist/config.js'),
  'chat-completions': join(core, 'dist/chat-completions.js'),
};
const startFiles = new Set(loadedWith(entries.index));
startFiles.delete(entries.index);

/**
 * Small, finished packages that become part of the bundle: as 36 files of their own they took a fifth of the CPU for loading
 * what a first call needs. What talks to services, parses what they send or holds cookies stays a package, so that its fixes
 * reach users without a release of core.
 */
const builtIn = new Set([
  'tsyringe',
  'tslib',
  'reflect-metadata',
  'fastest-levenshtein',
  'form-data-encoder',
  'import-meta-resolve',
]);
/** Names of what is required instead of imported. @type {Set<string>} */
const required = new Set();
const requireCore = createRequire(join(core, 'package.json'));
// tsyringe refuses to be loaded before it.
requireCore('reflect-metadata/lite');

const bundle = await rolldown({
  input: entries,
  platform: 'node',
  plugins: [requireCommonJs()],
  treeshake: { propertyReadSideEffects: false },
  // tsyringe has a build of ES modules that only its `es2015` field tells of.
  resolve: { mainFields: ['es2015', 'module', 'main'] },
  // Other packages stay packages: their users may have a newer one.
  external: (id) => isPackage(id) && !builtIn.has(packageOf(id)) && !isCommonJs(id),
});
const folder = join(core, 'bundle');
rmSync(folder, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: folder,
  format: 'esm',
  chunkFileNames: '[name].js',
  minify: false,
  // Editors read them from the declarations.
  comments: { jsdoc: false },
  // For the tests of the bundle. They are not published: nothing is minified, and with them a package is twice as large.
  sourcemap: 'hidden',
  codeSplitting: {
    groups: [
      { name: 'start', test: (/** @type {string} */ id) => startFiles.has(id) },
      // What several of the files below have in common: one small file instead of one each.
      { name: 'shared', minShareCount: 2, test: (/** @type {string} */ id) => id.startsWith(join(core, 'dist')) },
    ],
  },
});
await bundle.close();
writeFileSync(join(folder, 'packages.cjs'), packagesFile());
writeThirdPartyNotices(
  folder,
  output.filter((chunk) => chunk.type === 'chunk'),
);

/**
 * Node parses a CommonJS file that is imported once more, to find the names that it may export: three times as much CPU for all
 * those that the first call needs. So they are required, by one small file that is imported.
 *
 * @returns {import('rolldown').Plugin}
 */
function requireCommonJs() {
  const prefix = '\0commonjs:';
  return {
    name: 'require-commonjs',
    resolveId(id) {
      if (id === './packages.cjs') return { id, external: true };
      return isCommonJs(id) ? prefix + id : null;
    },
    load(id) {
      if (!id.startsWith(prefix)) return null;
      const name = id.slice(prefix.length);
      required.add(name);
      const names = Object.keys(/** @type {object} */ (requireCore(name))).filter(
        (key) => key !== 'default' && key !== '__esModule',
      );
      const code = [
        "import packages from './packages.cjs';",
        `const exported = packages['${name}']();`,
        'export default exported;',
        ...names.map((key) => `export const ${key} = exported.${key};`),
      ];
      return { code: code.join('\n'), moduleSideEffects: true };
    },
  };
}

/** @param {string} id What an import names, such as `undici/lib/dispatcher/agent.js`. */
function isPackage(id) {
  return /^[a-z@]/.test(id);
}

/** @param {string} id */
function packageOf(id) {
  const [scope = '', name = ''] = id.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

/** @param {string} id */
function isCommonJs(id) {
  if (!isPackage(id) || id.startsWith('node:') || builtIn.has(packageOf(id))) return false;
  const manifest = join(core, 'node_modules', packageOf(id), 'package.json');
  const { type } = /** @type {{ type?: string }} */ (JSON.parse(readFileSync(manifest, 'utf8')));
  return type !== 'module';
}

/**
 * Each package is loaded when it is first asked for; bundlers see what is required.
 *
 * In an ES module, esbuild gives CommonJS code no `require` for Node's own modules ("Dynamic require of ... is not supported"). It
 * asks for a global of that name instead. There is one only while packages are loaded. Whatever undici would require at its first
 * connection is therefore required with it.
 *
 * @see https://github.com/evanw/esbuild/issues/1921
 * @see docs/decisions/0014-core-ships-as-few-files.md
 */
function packagesFile() {
  const names = [...required].sort();
  const later = names.some((name) => name.startsWith('undici/')) ? ["'undici/lib/llhttp/llhttp_simd-wasm.js'"] : [];
  return `'use strict';
let hasBuiltIns = true;
try {
  require('node:module');
} catch {
  hasBuiltIns = false;
  lend(() => [${later.map((name) => `require(${name})`).join(', ')}]);
}

function lend(load) {
  if (hasBuiltIns) return load();
  const before = Object.getOwnPropertyDescriptor(globalThis, 'require');
  Object.defineProperty(globalThis, 'require', { value: builtIn, configurable: true });
  try {
    return load();
  } finally {
    if (before === undefined) delete globalThis.require;
    else Object.defineProperty(globalThis, 'require', before);
  }
}

function builtIn(name) {
  const found = process.getBuiltinModule(name);
  if (found === undefined) throw new Error(\`\${name} is not part of this bundle\`);
  return found;
}

module.exports = {
${names.map((name) => `  '${name}': () => lend(() => require('${name}')),\n`).join('')}};
`;
}
