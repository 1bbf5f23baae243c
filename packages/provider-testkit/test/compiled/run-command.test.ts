import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../src/command/run-command.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const tsc = join(root, 'node_modules/.bin/tsc');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'testkit-command-'));
  await writeFile(join(folder, 'no-report.json'), '{');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function command(...input: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const lines: string[] = [];
  const code = await runCommand(input, { folder, environment: {}, print: (text) => lines.push(text) });
  return { code, output: lines.join('\n') };
}

test('a reader who leaves early, as in `... | head -1`, changes nothing and is no error', async () => {
  const program = join(root, 'packages/provider-testkit/dist/command/command.js');
  const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  await once(child, 'close');
  expect([child.exitCode, complaint]).toEqual([0, '']);
});

/** What `npm install` would do, and `tsc`. */
async function compile(name: string): Promise<void> {
  const path = join(folder, name);
  await mkdir(join(path, 'node_modules/@plugboard'), { recursive: true });
  await mkdir(join(path, 'node_modules/@types'), { recursive: true });
  await symlink(join(root, 'packages/core'), join(path, 'node_modules/@plugboard/core'), 'dir');
  await symlink(join(root, 'packages/provider-testkit'), join(path, 'node_modules/@plugboard/provider-testkit'), 'dir');
  await symlink(join(root, 'node_modules/@types/node'), join(path, 'node_modules/@types/node'), 'dir');
  // Only what the package itself has; its types are checked against the packed packages.
  execFileSync(tsc, ['-p', '.', '--noCheck', '--noResolve'], { cwd: path, stdio: 'pipe' });
}

test('the package.json of a package is compared with its plugin, and its report is written', async () => {
  expect(await command('init', 'provider-okapi')).toMatchObject({ code: 0 });
  expect(existsSync(join(folder, 'provider-okapi/README.md'))).toBe(true);
  await compile('provider-okapi');
  const manifest = join(folder, 'provider-okapi/package.json');
  const before = await readFile(manifest, 'utf8');
  await writeFile(manifest, before.replace('okapi-large', 'okapi-small'));
  const { code, output } = await command('check', 'provider-okapi');
  await writeFile(manifest, before);
  expect(output).toContain('"plugboard.models" differs');
  expect(output).toMatch(/passed, \d+ not applicable\. It does not pass\.$/);
  expect(code).toBe(1);

  expect(await command('report', 'provider-okapi', '--out', 'out')).toMatchObject({ code: 0 });
  expect(await command('report', 'out/conformance.json', '--out', 'again')).toMatchObject({ code: 0 });
  expect(await readFile(join(folder, 'again/conformance.md'), 'utf8')).toContain('answering/text');
});

test.each([
  [[], 2, 'plugboard-testkit init'],
  [['--help'], 0, 'plugboard-testkit init'],
  [['chekc'], 2, 'There is no command "chekc"'],
  [['check'], 2, 'needs a package or a file'],
  [['check', 'a', 'b'], 2, 'nothing more: b'],
  [['check', 'no-such-package'], 2, 'installed package called "no-such-package"'],
  [['check', '.', '--colour'], 2, "Unknown option '--colour'"],
  [['report'], 2, 'at least one'],
  [['report', 'nowhere.json'], 2, 'nowhere.json cannot be read'],
  [['report', 'no-report.json'], 2, 'no-report.json is not a report of this testkit'],
  [['record', 'x'], 2, 'needs --model, --prompt and --name'],
  [['init', 'Bad Name'], 2, 'is not a package name'],
] as const)('%j ends with exit code %i', async (input, code, message) => {
  const result = await command(...input);
  expect(result.output).toContain(message);
  expect(result.code).toBe(code);
});
