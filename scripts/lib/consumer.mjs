import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, run } from './command.mjs';

/** @typedef {{ name: string, exports: Record<string, unknown>, dependencies?: Record<string, string> }} Manifest */

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  // The declarations of the packages are what is checked here.
  skipLibCheck: false,
  noEmit: true,
  target: 'ES2022',
  types: ['node'],
};

/**
 * Installs tarballs as a program of somebody else would have them, loads every entry point and compiles an import of
 * each, with both ways of resolving modules that such programs use.
 *
 * @param {string} folder an empty folder for the program
 * @param {readonly { folder: string, tarball: string }[]} packages each with its folder in this repository
 * @returns {string} what went wrong, or an empty text
 */
export function tryAsConsumer(folder, packages) {
  const entryPoints = packages.flatMap((packed) => install(folder, packed));
  link(folder, '@types/node', root);
  const imports = entryPoints.map((name, index) => `import * as entry${index} from '${name}';\n`).join('');
  const names = entryPoints.map((_, index) => `entry${index}`).join(', ');
  const program = `${imports}export const all: readonly object[] = [${names}];\n`;
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'load.js'), program.replace(': readonly object[]', ''));
  writeFileSync(join(folder, 'compile.ts'), program);
  const commands = [['node', 'load.js']];
  for (const module of ['NodeNext', 'Preserve']) {
    const settings = { compilerOptions: { ...compilerOptions, module }, files: ['compile.ts'] };
    writeFileSync(join(folder, `tsconfig.${module}.json`), JSON.stringify(settings));
    commands.push(['tsc', '-p', `tsconfig.${module}.json`]);
  }
  commands.push(writeSamples(folder));
  return commands
    .map((command) => ({ command, ...run(command, { cwd: folder, quiet: true }) }))
    .filter(({ code }) => code !== 0)
    .map(({ command, output }) => `${command.join(' ')} failed in a program that uses the packages:\n${output.trim()}`)
    .join('\n');
}

/**
 * The programs and providers of core's type tests, which have to compile with the packed declarations too.
 *
 * @param {string} folder
 * @returns {string[]} the command that compiles them
 */
function writeSamples(folder) {
  const samples = join(root, 'packages/core/test/contract');
  cpSync(samples, join(folder, 'contract'), { recursive: true });
  link(folder, 'openai', root);
  const settings = {
    // The declarations of `openai` want those of a browser.
    compilerOptions: { ...compilerOptions, skipLibCheck: true, module: 'NodeNext', allowImportingTsExtensions: true },
    files: readdirSync(samples).map((name) => `contract/${name}`),
  };
  writeFileSync(join(folder, 'tsconfig.contract.json'), JSON.stringify(settings));
  return ['tsc', '-p', 'tsconfig.contract.json'];
}

/**
 * @param {string} folder
 * @param {{ folder: string, tarball: string }} packed
 * @returns {readonly string[]} the entry points of the package
 */
function install(folder, packed) {
  const source = join(root, packed.folder);
  const { name } = readManifest(source);
  const target = join(folder, 'node_modules', name);
  mkdirSync(target, { recursive: true });
  run(['tar', '-xzf', packed.tarball, '--strip-components=1', '-C', target], { quiet: true });
  const { exports, dependencies = {} } = readManifest(target);
  for (const dependency of Object.keys(dependencies)) link(folder, dependency, source);
  return Object.keys(exports)
    .filter((subpath) => !subpath.endsWith('.json'))
    .map((subpath) => name + subpath.slice(1));
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} from the folder whose node_modules has the dependency
 */
function link(folder, name, from) {
  const path = join(folder, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  try {
    symlinkSync(realpathSync(join(from, 'node_modules', name)), path, 'junction');
  } catch (error) {
    // Two packages may depend on the same library.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
