// Joins the compiled files of core into a few. Opening a file takes Node about as long as everything in it, and a program waits for that
// at its start and again at its first call. Declarations and names stay as tsc wrote them.
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
/** Files that `runTools()` shares with `stream()` and `parse()`. A plain call needs none of them, so they stay out of what it loads. */
const helperFiles = new Set(
  ['follow-answer', 'partial-json', 'strict-schema', 'structured-output'].map((name) => {
    return join(core, `dist/client/${name}.js`);
  }),
);

/**
 * Small, finished packages that become part of the bundle. As 36 separate files, they took a fifth of the CPU for loading what a first
 * call needs. Packages that talk to services, parse responses or hold cookies stay separate, so that their fixes reach users without a
 * release of core.
 */
const builtIn = new Set([
  'tsyringe',
  'tslib',
  'reflect-metadata',
  'fastest-levenshtein',
  'form-data-encoder',
  'import-meta-resolve',
]);
/** The names of modules that are required instead of imported. @type {Set<string>} */
const required = new Set();
const requireCore = createRequire(join(core, 'package.json'));
// tsyringe refuses to load before reflect-metadata.
requireCore('reflect-metadata/lite');

const bundle = await rolldown({
  input: entries,
  platform: 'node',
  plugins: [requireCommonJs()],
  treeshake: { propertyReadSideEffects: false },
  // Only the field `es2015` of tsyringe names its build of ES modules.
  resolve: { mainFields: ['es2015', 'module', 'main'] },
  // Other packages stay separate, because users may have a newer version.
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
  // For the tests of the bundle. Source maps are not published: nothing is minified, and they would double the size of a package.
  sourcemap: 'hidden',
  codeSplitting: {
    groups: [
      { name: 'start', test: (/** @type {string} */ id) => startFiles.has(id) },
      // Modules that several of the files below share become one small file.
      {
        name: 'shared',
        minShareCount: 2,
        test: (/** @type {string} */ id) => id.startsWith(join(core, 'dist')) && !helperFiles.has(id),
      },
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
 * Node parses an imported CommonJS file a second time, to find the names that it may export. That triples the CPU for the CommonJS files
 * of the first call. So they are required instead, by one small file that is imported.
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
 * Each package is loaded when it is first needed. Bundlers see the calls of `require`.
 *
 * In an ES module, esbuild provides no `require` of Node's own modules to CommonJS code ("Dynamic require of ... is not supported"), but
 * uses a global of that name. The global exists only while packages are loaded. Modules that undici requires only at its first connection
 * are therefore required with it.
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
