import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import config from '../../.dependency-cruiser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = 'packages/core/src';
const basis = ['contract', 'util', 'errors'];

/** Folders of core with those that each may import, as docs/architecture.md says it. */
function arrowsOfDocument(): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(?<folder>[a-z-]+)\/` +\|.*\| (?<imports>[^|]*?) *\|$/gm)];
  return new Map(
    rows.map(({ groups: { folder = '', imports = '' } = {} }) => {
      const named = [...imports.matchAll(/`([a-z-]+)\/`/g)].map(([, name = '']) => name);
      return [folder, /^(?:only|nothing)/.test(imports) ? named : [...named, ...basis]];
    }),
  );
}

/** The arrows between folders of core that the picture of docs/architecture.md draws. */
function arrowsOfPicture(folders: readonly string[]): readonly (readonly [from: string, to: string])[] {
  const [, picture = ''] =
    /^```mermaid\n(.*?)^```/ms.exec(readFileSync(join(root, 'docs/architecture.md'), 'utf8')) ?? [];
  const names = new Map(
    [...picture.matchAll(/\b(\w+)\["([a-z-]+)\/ /g)].map(([, id = '', folder = '']) => [id, folder]),
  );
  const plain = picture.replaceAll(/\["[^"]*"\]/g, '');
  return plain.split('\n').flatMap((line) => {
    const ends = line.split('-->').map((end) => end.split('&').map((id) => names.get(id.trim()) ?? id.trim()));
    const pairs = ends
      .slice(1)
      .flatMap((to, index) => (ends[index] ?? []).flatMap((a) => to.map((b) => [a, b] as const)));
    return pairs.filter((pair) => pair.every((end) => folders.includes(end)));
  });
}

/** The folders that arrows lead to from one, directly or through others. */
function reachable(from: string, arrows: readonly (readonly [from: string, to: string])[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const follow = (folder: string): void => {
    for (const [start, end] of arrows) if (start === folder && seen.size < seen.add(end).size) follow(end);
  };
  follow(from);
  return seen;
}

/** What the rules of this repository say to other sources: `importer: rule`, each once, in order. */
function violationsIn(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-arrows-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const packages = readdirSync(join(folder, 'packages'));
  mkdirSync(join(folder, 'node_modules/@plugboard'), { recursive: true });
  for (const name of packages) {
    writeFileSync(join(folder, 'packages', name, 'package.json'), '{ "type": "module", "exports": "./src/index.ts" }');
    writeFileSync(join(folder, 'packages', name, 'src/index.ts'), 'export const own = 1;');
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@plugboard', name));
  }
  const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [command, '--config', config, '-T', 'json', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`))].sort();
}

test('every folder of core has its row in the architecture', () => {
  const folders = readdirSync(join(root, sources), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect([...arrowsOfDocument().keys()].sort()).toEqual(folders.map(({ name }) => name).sort());
});

test('the picture of the architecture draws what its table allows, and nothing else', () => {
  const table = arrowsOfDocument();
  const picture = arrowsOfPicture([...table.keys()]);
  expect(picture.length).toBeGreaterThan(15);
  for (const [from, to] of picture) expect(table.get(from), `${from} --> ${to}`).toContain(to);
  for (const [from, allowed] of table)
    expect([...reachable(from, picture)], from).toEqual(expect.arrayContaining([...allowed]));
});

test('what the architecture allows a folder of core to import is allowed, and all else is refused', () => {
  const arrows = arrowsOfDocument();
  const folders = [...arrows.keys()];
  const pairs = folders.flatMap((from) => folders.filter((to) => to !== from).map((to) => ({ from, to })));
  const files = {
    ...Object.fromEntries(folders.map((name) => [`${sources}/${name}/own.ts`, 'export type Own = 1;'])),
    ...Object.fromEntries(
      pairs.map(({ from, to }) => [`${sources}/${from}/to-${to}.ts`, `import type {} from '../${to}/own.ts';`]),
    ),
    ...Object.fromEntries(folders.map((name) => [`${sources}/${name}/up.ts`, `import '../index.ts';`])),
  };
  const violations = violationsIn(files);
  for (const line of violations) {
    const [, folder] = /^packages\/core\/src\/([a-z-]+)\//.exec(line) ?? [];
    expect(line).toMatch(`: ${folder}/ of core may import only `);
  }
  const refused = violations.map((line) => line.slice(sources.length + 1, line.indexOf('.ts:')));
  const expected = pairs.flatMap(({ from, to }) => (arrows.get(from)?.includes(to) === true ? [] : `${from}/to-${to}`));
  expect(pairs.length - expected.length).toBeGreaterThan(30);
  expect(refused).toEqual([...expected, ...folders.map((name) => `${name}/up`)].sort());
});

test('every way to import is seen', () => {
  const ways = [
    `import '../call/own.ts';`,
    `import type { Own } from '../call/own.ts'; export type A = Own;`,
    `import { type Own } from '../call/own.ts'; export type A = Own;`,
    `export const later = (): unknown => import('../call/own.ts');`,
    `export { own } from '../call/own.ts';`,
    `export type { Own } from '../call/own.ts';`,
    `export type A = import('../call/own.ts').Own;`,
    `export type A = typeof import('../call/own.ts');`,
  ].map((text, index) => [`${sources}/http/way-${index}.ts`, text] as const);
  const own = [`${sources}/call/own.ts`, 'export type Own = 1; export const own = 1;'];
  const seen = violationsIn(Object.fromEntries([own, ...ways]));
  expect(seen.map((line) => line.slice(0, line.indexOf(':')))).toEqual(ways.map(([file]) => file));
});

const allowed = undefined;

/** Importer, what it imports, and the rule that refuses it. */
const cases: readonly (readonly [file: string, specifier: string, rule: RegExp | undefined])[] = [
  [`${sources}/new-folder/a.ts`, '../errors/b.ts', /has its line/],
  [`${sources}/http/chat.ts`, '../contract/chat-event.ts', /know no chat/],
  [`${sources}/auth/chat-behind.ts`, '../contract/http.ts', /know no chat/],
  [`${sources}/media/chat-behind.ts`, '../contract/http.ts', /know no chat/],
  [`${sources}/call/chat.ts`, '../contract/chat-event.ts', allowed],
  [`${sources}/call/provider.ts`, '@plugboard/provider-acme', /core knows no other/],
  ['packages/provider-acme/src/core.ts', '@plugboard/core', allowed],
  ['packages/provider-acme/src/deep.ts', '../../core/src/call/own.ts', /entry points/],
  ['packages/provider-acme/src/other.ts', '@plugboard/provider-other', /a provider knows core only/],
  ['packages/provider-acme/src/testkit.ts', '@plugboard/provider-testkit', /a provider knows core only/],
  ['packages/provider-acme/src/emulator.ts', '@plugboard/acme-emulator', allowed],
  ['packages/provider-testkit/src/core.ts', '@plugboard/core', allowed],
  ['packages/provider-testkit/src/provider.ts', '@plugboard/provider-acme', /gateway and testkit/],
  ['packages/provider-testkit/src/runner.ts', 'vitest', /test function/],
  ['packages/provider-testkit/src/node-runner.ts', 'node:test', /test function/],
  ['packages/provider-testkit/src/undici.ts', 'undici', allowed],
  ['packages/cli/src/core.ts', '@plugboard/core', allowed],
  ['packages/cli/src/provider.ts', '@plugboard/provider-acme', /cli knows core/],
  ['packages/cli/src/undici.ts', 'undici', /undici/],
  ['packages/acme-emulator/src/core.ts', '@plugboard/core', /an emulator/],
  ['packages/acme-emulator/src/provider.ts', '@plugboard/provider-acme', /an emulator/],
  ['packages/acme-emulator/src/kit.ts', '@plugboard/emulator-kit', allowed],
  ['packages/emulator-kit/src/core.ts', '@plugboard/core', /an emulator/],
  ['examples/demo/src/provider.ts', '@plugboard/provider-acme', allowed],
  ['examples/demo/src/deep.ts', '../../../packages/core/src/call/own.ts', /entry points/],
  [`${sources}/http/undici.ts`, 'undici', allowed],
  [`${sources}/client/create-runtime.ts`, 'undici', allowed],
  [`${sources}/client/undici.ts`, 'undici', /undici/],
  [`${sources}/client/container.ts`, 'tsyringe', /container/],
  [`${sources}/client/reflect.ts`, 'reflect-metadata', /container/],
  ['packages/provider-acme/src/container.ts', 'tsyringe', /container/],
  [`${sources}/auth/cookies/jar.ts`, 'tough-cookie', allowed],
  [`${sources}/auth/jar.ts`, 'tough-cookie', /tough-cookie/],
  [`${sources}/call/missing.ts`, './nowhere.ts', /leads somewhere/],
];

test('chat, packages and what only one place may use', () => {
  const installed = ['undici', 'tsyringe', 'reflect-metadata', 'tough-cookie', 'vitest'];
  const files = {
    ...Object.fromEntries(installed.map((name) => [`node_modules/${name}/index.js`, 'module.exports = {};'])),
    [`${sources}/contract/chat-event.ts`]: 'export type ChatEvent = 1;',
    [`${sources}/contract/http.ts`]: `export type { ChatEvent } from './chat-event.ts';`,
    [`${sources}/call/own.ts`]: 'export const own = 1;',
    [`${sources}/errors/b.ts`]: 'export const b = 1;',
    'packages/provider-other/src/a.ts': '',
    ...Object.fromEntries(cases.map(([file, specifier]) => [file, `import '${specifier}';`])),
  };
  const violations = violationsIn(files);
  for (const [file, , rule] of cases) {
    const rules = violations.filter((line) => line.startsWith(`${file}: `)).map((line) => line.slice(file.length + 2));
    expect(rules, file).toEqual(rule === undefined ? [] : [expect.stringMatching(rule)]);
  }
});

const circle = 'no import leads back to its own file';

test('files that import each other, if only types or later, are found', () => {
  const files = {
    [`${sources}/call/a.ts`]: `import type { B } from './b.ts'; export type A = B;`,
    [`${sources}/call/b.ts`]: `export type B = 1; export const later = (): unknown => import('./c.ts');`,
    [`${sources}/call/c.ts`]: `export { later } from './a.ts';`,
  };
  expect(violationsIn(files)).toEqual([expect.stringMatching(`: ${circle}$`)]);
});

test('each rule is broken by a source of the tests above', () => {
  const tried = (name: string): boolean =>
    name === circle ||
    [...arrowsOfDocument().keys()].some((folder) => name.startsWith(`${folder}/ of core may import only `)) ||
    cases.some(([, , rule]) => rule?.test(name) === true);
  expect(config.forbidden.map(({ name }) => String(name)).filter((name) => !tried(name))).toEqual([]);
});
