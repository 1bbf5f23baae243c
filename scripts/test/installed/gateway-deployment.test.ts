import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { emptyFolder, environmentOf, mustRun, run } from './stranger.ts';

/** The unit and the Dockerfile of the documentation, over the packages as they are published. */
const long = { timeout: 120_000 };
const key = 'test-key-alice';
let page = '';
/** Where the Dockerfile installs, and the unit starts. */
let folder = '';

beforeAll(async () => {
  page = await readFile(new URL('../../../docs/gateway.md', import.meta.url), 'utf8');
  const made = await emptyFolder();
  const local = { use: '@plugboard/provider-openai', baseUrl: { $env: 'LOCAL_URL' }, models: ['llava'] };
  await writeFile(join(made, 'plugboard.config.json'), JSON.stringify({ providers: { local } }));
  const packages = '@plugboard/cli @plugboard/core @plugboard/provider-openai';
  await mustRun(`npm install --package-lock-only ${packages}`, made, { online: true });
  // As the Dockerfile does it: what it copies, and the command that it runs.
  folder = await emptyFolder();
  const copied = instruction('COPY').split(' ').slice(0, -1);
  for (const name of copied) await cp(join(made, name), join(folder, name));
  await mustRun(instruction('RUN'), folder, { online: true });
  await writeFile(join(folder, 'keys.json'), JSON.stringify([{ name: 'alice', key }]));
  await writeFile(join(folder, 'credentials.env'), 'LOCAL_URL=http://127.0.0.1:9/v1\n');
}, 240_000);

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(?<text>.*?)^\`\`\`$`, 'ms').exec(page)?.groups?.['text'] ?? '';
}

/** What follows a word that begins a line. */
function lineOf(text: string, start: string): string {
  const line = text.split('\n').find((one) => one.startsWith(start));
  if (line === undefined) throw new Error(`No line begins with ${start}`);
  return line.slice(start.length);
}

const instruction = (name: string): string => lineOf(block('dockerfile'), `${name} `);
const setting = (name: string): string => lineOf(block('ini'), `${name}=`);

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly stderr: () => string;
  readonly ended: Promise<unknown[]>;
}

/** Starts a command of the documentation on a free port. */
async function start([program = '', ...args]: readonly string[]): Promise<Started> {
  // Without a network, it could not listen on all addresses either.
  const env = {
    ...environmentOf({ online: true }),
    ...variablesIn(await readFile(join(folder, 'credentials.env'), 'utf8')),
  };
  const child = spawn(join(folder, program), [...args, '--port', '0', '--json'], { cwd: folder, env });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text.stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (text.stderr += piece));
  await expect.poll(() => text.stdout + text.stderr, { timeout: 30_000 }).toContain('\n');
  expect(text.stdout, text.stderr).toMatch(/^\{"url":/);
  const { port } = JSON.parse(text.stdout.split('\n')[0] ?? '');
  return { child, url: `http://127.0.0.1:${port}`, stderr: () => text.stderr, ended };
}

function variablesIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
}

async function modelsOf(url: string, authorization: string): Promise<number> {
  return (await fetch(`${url}/v1/models`, { headers: { authorization } })).status;
}

test('the unit starts the installed command with its files, reloads and stops it', long, async () => {
  const place = setting('WorkingDirectory');
  const here = (path: string): string => path.replace(`${place}/`, '');
  const [program = '', ...args] = setting('ExecStart').split(' ');
  expect(program.startsWith(`${place}/`)).toBe(true);
  expect(existsSync(join(folder, here(setting('EnvironmentFile').replace(/^-/, ''))))).toBe(true);
  const { child, url, stderr, ended } = await start([here(program), ...args]);
  expect((await fetch(`${url}/ready`)).status).toBe(200);
  expect(await Promise.all([`Bearer ${key}`, 'Bearer other'].map((given) => modelsOf(url, given)))).toEqual([200, 401]);
  const reload = await run(setting('ExecReload').replace('$MAINPID', String(child.pid)), folder);
  expect(reload).toEqual({ code: 0, output: '' });
  await expect.poll(stderr).toBe('The config was read again. Nothing in it has changed.\n');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('the unit leaves running answers their time, and sessions a folder that it may write', () => {
  const [, seconds] = /gives running answers (\d+) seconds/.exec(page) ?? [];
  expect(Number(setting('TimeoutStopSec'))).toBeGreaterThan(Number(seconds));
  const cookies = /`"cookies": "(?<path>[^"]+)"`/.exec(page.slice(page.indexOf('StateDirectory=')))?.groups?.['path'];
  expect(cookies).toMatch(new RegExp(`^/var/lib/${setting('StateDirectory')}/`));
});

const analyze = '/usr/bin/systemd-analyze';
test.skipIf(!existsSync(analyze))('systemd finds nothing wrong with the unit', long, async () => {
  const unit = join(folder, 'plugboard.service');
  await writeFile(unit, block('ini').replaceAll(setting('WorkingDirectory'), folder));
  expect(await run(`${analyze} verify --man=no --recursive-errors=no ${unit}`, folder)).toEqual({
    code: 0,
    output: '',
  });
});

test('the image starts the installed command, asks whether it is ready, and stops it', long, async () => {
  const [program = '', ...args]: readonly string[] = JSON.parse(instruction('CMD'));
  const keyFile = args.indexOf('--key-file') + 1;
  expect(args[keyFile]).toBe('/run/secrets/keys');
  const { child, url, ended } = await start([program, ...args.with(keyFile, 'keys.json')]);
  const [node = '', ...check]: readonly string[] = JSON.parse(instruction('HEALTHCHECK').replace(/^CMD /, ''));
  expect(check.join(' ')).toContain(`http://127.0.0.1:${instruction('EXPOSE')}/ready`);
  const askOnce = async (): Promise<unknown> => {
    const moved = check.map((word) => word.replace(`http://127.0.0.1:${instruction('EXPOSE')}`, url));
    return (await once(spawn(node, moved, { env: environmentOf({}) }), 'close'))[0];
  };
  expect(await askOnce()).toBe(0);
  child.kill(instruction('STOPSIGNAL') === 'SIGTERM' ? 'SIGTERM' : 'SIGKILL');
  expect(await ended).toEqual([0, null]);
  expect(await askOnce()).toBe(1);
});

test('the image has a Node that the packages take, and the port that they listen on', async () => {
  const major = Number(/^node:(\d+)/.exec(instruction('FROM'))?.[1]);
  for (const name of ['cli', 'core', 'gateway', 'provider-openai']) {
    const { engines } = JSON.parse(
      await readFile(join(folder, `node_modules/@plugboard/${name}/package.json`), 'utf8'),
    );
    expect(major).toBeGreaterThan(Number(/^>=(\d+)/.exec(engines.node)?.[1]));
  }
  const { output } = await run('node_modules/.bin/plugboard --help', folder);
  expect(output).toContain(`--port <number>    default: ${instruction('EXPOSE')};`);
});
