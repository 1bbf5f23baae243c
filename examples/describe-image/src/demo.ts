// Runs the program beside this file, unchanged. Without a credential, environment variables lead it to the emulator.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRekaEmulator } from '@plugboard/reka-emulator';

const example = fileURLToPath(new URL('..', import.meta.url));
/** The folder in which the user typed the command. npm runs it in the folder of the package. */
const origin = process.env['INIT_CWD'] ?? process.cwd();
const credentials = ['REKA_COOKIES', 'REKA_ACCESS_TOKEN', 'REKA_API_KEY'];

const [file, ...rest] = process.argv.slice(2);
const programArguments = file === undefined ? [join(example, 'cat.jpeg')] : [inOrigin(file), ...rest];

/** Resolves a path from that folder. Options stay unchanged. */
function inOrigin(path: string): string {
  return path.startsWith('-') ? path : resolve(origin, path);
}

/** Runs the program in the folder of the example, because the package.json of the working folder decides which providers are found. */
async function runProgram(environment: NodeJS.ProcessEnv): Promise<number> {
  const program = spawn(process.execPath, [join(example, 'dist/main.js'), ...programArguments], {
    cwd: example,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  // This process outlives the program, to clean up after it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => program.kill(signal));
  const [code, signal] = (await once(program, 'close')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

async function runOffline(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-demo-'));
  try {
    await using emulator = await startRekaEmulator({ delayMs: 60 });
    const cookies = join(folder, 'cookies.json');
    await emulator.writeCookieFile(cookies);
    process.stderr.write(
      `No credential is set, so an emulator of Reka at ${emulator.url} answers.\n` +
        'For the real service set REKA_COOKIES=<path of your saved cookies> or REKA_API_KEY=<key>, and run this again.\n\n',
    );
    return await runProgram({ REKA_BASE_URL: emulator.url, REKA_COOKIES: cookies });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const cookieFile = process.env['REKA_COOKIES'];
process.exitCode = credentials.some((name) => process.env[name])
  ? await runProgram(cookieFile ? { REKA_COOKIES: resolve(origin, cookieFile) } : {})
  : await runOffline();
