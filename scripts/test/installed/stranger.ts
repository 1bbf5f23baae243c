import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, inject } from 'vitest';
import type { Packed } from '../../lib/pack.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The packages as they would be published. */
    packed: { readonly registry: string; readonly packages: readonly Packed[] };
  }
}

/** What a command of the shell said, in the order in which it did. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

const blocker = new URL('./no-network.mjs', import.meta.url).href;

/** Nothing of this machine's providers and test runner reaches the commands. */
const bare = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(?:REKA_|OPENAI_|PLUGBOARD_|NODE_|VITEST|TEST$|npm_(?!config_))/.test(name),
  ),
);
const quiet = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_prefer_offline: 'true',
  npm_config_update_notifier: 'false',
  npm_config_loglevel: 'error',
};

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** An empty folder outside of the repository, in which the packages can be installed by name. It is gone after the tests of the file. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-stranger-'));
  folders.push(folder);
  await useRegistry(folder);
  return folder;
}

/** Makes npm and pnpm find the packages of this repository; everything else comes from where it always does. */
export async function useRegistry(folder: string): Promise<void> {
  await writeFile(join(folder, '.npmrc'), `@plugboard:registry=${inject('packed').registry}\n`);
}

/** What commands find around them: the Node of this test and, unless `online`, no network. */
export function environmentOf({ online = false, ...env }: Environment): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env['PATH']].join(':');
  return { ...bare, ...quiet, ...(!online && { NODE_OPTIONS: `--import=${blocker}` }), ...env, PATH: path };
}

/** Runs a command of the shell. `online`: it may install; everything else has no network. */
export function run(command: string, folder: string, env: Environment = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      'sh',
      ['-c', `exec 2>&1; ${command}`],
      { cwd: folder, env: environmentOf(env), timeout: 240_000, maxBuffer: 2 ** 24 },
      (error, output) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), output }),
    );
  });
}

/** Variables of a command. */
export interface Environment {
  readonly online?: boolean;
  readonly [name: string]: string | boolean | undefined;
}

/** Runs what must work, and says why when it does not. */
export async function mustRun(command: string, folder: string, env: Environment = {}): Promise<string> {
  const { code, output } = await run(command, folder, env);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output}`);
  return output;
}
