import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm, root, run } from './command.mjs';

/** @import { Packed } from './pack.mjs' */

const program = join(root, 'scripts/installed-program');
const picture = join(root, 'examples/describe-image/cat.jpeg');
const minutes = 3;

const managers = [
  { name: 'npm', install: ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'] },
  { name: 'pnpm', install: [...pnpm, 'install', '--no-frozen-lockfile', '--ignore-scripts', '--prefer-offline'] },
];

/**
 * Installs the tarballs with npm and with pnpm, alone and in a workspace with a provider of its own, and runs a program that
 * names only models: what it gets comes from providers that were found.
 *
 * @param {string} folder an empty folder outside of the repository
 * @param {readonly Packed[]} packages
 * @returns {string} what went wrong, or an empty text
 */
export function tryInstalled(folder, packages) {
  const problems = managers.flatMap((manager) => [
    tryLayout(`${manager.name}, one package`, manager.install, onePackage(join(folder, manager.name), packages)),
    tryLayout(`${manager.name}, workspace`, manager.install, workspace(join(folder, `${manager.name}-ws`), packages)),
  ]);
  return problems.filter((problem) => problem !== '').join('\n');
}

/**
 * @typedef {object} Layout
 * @property {string} top where to install
 * @property {string} app the folder of the program
 * @property {readonly (readonly [model: string, provider: string])[]} expected who has to answer
 */

/**
 * @param {string} name
 * @param {readonly string[]} install
 * @param {Layout} layout
 */
function tryLayout(name, install, { top, app, expected }) {
  const installed = run(install, { cwd: top, quiet: true, timeout: minutes * 60_000 });
  if (installed.code !== 0) return `${name}: the packages cannot be installed:\n${installed.output.trim()}`;
  const models = expected.map(([model]) => model);
  const ran = run(['node', 'ask.js', picture, ...models], { cwd: app, quiet: true, timeout: 60_000 });
  if (ran.code !== 0) return `${name}: the program failed:\n${ran.output.trim()}`;
  /** @type {{ answers: { text: string, provider: string, table: string }[], imported: string[] }} */
  const { answers, imported } = JSON.parse(ran.stdout);
  const wrong = expected.filter(([model, provider], index) => {
    const answer = answers[index];
    const found = imported.some((line) => line.includes(`of provider "${provider}" for model "${model}"`));
    return !found || answer?.provider !== provider || !/\bcat\b/.test(answer.text);
  });
  if (wrong.length > 0) return `${name}: not answered as expected (${wrong.join('; ')}):\n${ran.stdout}`;
  console.log(`${name}: ${models.join(' and ')} answered by providers that were found`);
  return '';
}

/**
 * @param {string} top
 * @param {readonly Packed[]} packages
 * @returns {Layout}
 */
function onePackage(top, packages) {
  writeApp(top, dependenciesOn(packages));
  writeFileSync(join(top, 'pnpm-workspace.yaml'), 'packages: []\n');
  return { top, app: top, expected: [['reka-core', 'reka']] };
}

/**
 * @param {string} top
 * @param {readonly Packed[]} packages
 * @returns {Layout}
 */
function workspace(top, packages) {
  const app = join(top, 'packages/app');
  const tarballs = dependenciesOn(packages);
  writeApp(app, { ...tarballs, 'acme-provider': '1.0.0' });
  const provider = join(top, 'packages/acme-provider');
  cpSync(join(program, 'acme-provider'), provider, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(provider, 'package.json'), 'utf8'));
  const dependencies = { '@plugboard/core': tarballs['@plugboard/core'] };
  writeFileSync(join(provider, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
  writeFileSync(join(top, 'package.json'), JSON.stringify({ private: true, workspaces: ['packages/*'] }));
  writeFileSync(join(top, 'pnpm-workspace.yaml'), 'packages: [packages/*]\nlinkWorkspacePackages: true\n');
  return {
    top,
    app,
    expected: [
      ['reka-core', 'reka'],
      ['acme-large', 'acme'],
    ],
  };
}

/**
 * @param {string} folder
 * @param {Record<string, string | undefined>} dependencies
 */
function writeApp(folder, dependencies) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(program, 'ask.js'), join(folder, 'ask.js'));
  const manifest = { name: 'app', version: '1.0.0', private: true, type: 'module', dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}

/**
 * @param {readonly Packed[]} packages
 * @returns {Record<string, string>} by package name; only what the program needs
 */
function dependenciesOn(packages) {
  const wanted = ['@plugboard/core', '@plugboard/provider-reka', '@plugboard/reka-emulator'];
  const all = packages.map(({ name, tarball }) => [name, `file:${tarball}`]);
  return Object.fromEntries(all.filter(([name = '']) => wanted.includes(name)));
}
