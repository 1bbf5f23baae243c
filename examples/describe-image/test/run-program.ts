import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRekaEmulator, type RekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';

export const example: string = fileURLToPath(new URL('..', import.meta.url));

/** A process that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is started. */
export interface Start {
  /** Default `dist/main.js`. */
  readonly program?: string | undefined;
  /** Default: the example's folder. */
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** A file descriptor in place of the pipe. */
  readonly stdout?: number | undefined;
  /** Sees the program while it runs. */
  readonly during?: ((program: ChildProcess) => void) | undefined;
}

/** No variable of the machine that runs the tests reaches a program. */
const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:REKA_|PLUGBOARD_|NODE_|INIT_CWD$)/.test(name)),
);

/** Runs a program of the example to its end; after a minute it is killed. */
export async function runProgram(args: readonly string[], start: Start = {}): Promise<Ended> {
  const { program = 'dist/main.js', cwd = example, env, stdout: output = 'pipe', during } = start;
  const child = spawn(process.execPath, [join(example, program), ...args], {
    cwd,
    env: { ...bare, ...env },
    stdio: ['ignore', output, 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  during?.(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** An emulator, a cookie file for it, and the environment that leads a program there. */
export interface Service extends AsyncDisposable {
  readonly emulator: RekaEmulator;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export async function startService(scenario: RekaScenario & { readonly delayMs?: number } = {}): Promise<Service> {
  const emulator = await startRekaEmulator(scenario);
  const folder = await mkdtemp(join(tmpdir(), 'describe-image-'));
  const cookies = join(folder, 'cookies.json');
  await emulator.writeCookieFile(cookies);
  return {
    emulator,
    folder,
    env: { REKA_BASE_URL: emulator.url, REKA_COOKIES: cookies },
    async [Symbol.asyncDispose]() {
      await emulator.close();
      await rm(folder, { recursive: true });
    },
  };
}
