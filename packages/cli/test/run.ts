import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../src/index.ts';

/** A folder whose dependencies are the providers of this repository. */
export const root: string = fileURLToPath(new URL('..', import.meta.url));
export const cat: string = fileURLToPath(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));

/** What a command left behind. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function run(
  args: readonly string[],
  more: { readonly tty?: boolean; readonly input?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const { tty = false, input = [], signal = new AbortController().signal } = more;
  const code = await runCommand(args, {
    stdout: { write: (text) => (stdout += text), isTTY: tty },
    stderr: { write: (text) => (stderr += text), isTTY: tty },
    stdin: (async function* read() {
      yield* input;
    })(),
    signal,
  });
  return { code, stdout, stderr };
}

/** A config file in a folder of its own. */
export async function configFile(config: object | string): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-cli-'));
  const path = join(folder, 'plugboard.config.json');
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config));
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** A config with one instance, `local`, at this origin. */
export function localConfig(origin: string): object {
  const local = { use: '@plugboard/provider-openai', baseUrl: `${origin}/v1`, models: ['llava'] };
  return { providers: { local }, models: { assistant: 'local/llava' } };
}

/** The events of an answer. */
export function answer(...texts: readonly string[]): readonly object[] {
  const piece = (delta: object, finish: string | null = null): object => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  return [...texts.map((content) => piece({ content })), piece({}, 'stop'), { choices: [], usage }];
}
