import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { Client, PlugboardError } from '@plugboard/core';
import type { CommandIo } from './command-io.ts';
import { chat } from './commands/chat.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { models } from './commands/models.ts';
import { serve } from './commands/serve.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { help } from './help.ts';
import { OutputFailure } from './output-failure.ts';
import { readArguments, UsageError, type Arguments } from './read-arguments.ts';
import { writeJson, writeText } from './write-text.ts';

/**
 * Runs one command of `plugboard` and returns its exit code. Never rejects. A failure is one line on stderr, or with `--json`
 * `{ "error": { code, message, ... } }` on stdout.
 *
 * @param args - The arguments without the program itself.
 */
export async function runCommand(args: readonly string[], io: CommandIo): Promise<number> {
  let parsed: Arguments;
  try {
    parsed = readArguments(args);
  } catch (error) {
    const message = error instanceof UsageError ? error.message : 'The command line is invalid.';
    if (args.includes('--json')) writeJson(io.stdout, { error: { code: 'usage', message } });
    else writeText(io.stderr, `${message} See npx -p @plugboard/cli plugboard --help.\n`);
    return exitCodes.usage;
  }
  try {
    const code = await run(parsed, io);
    // If the last write fails, it does so a moment later.
    await setImmediate();
    return endedByOutput(io) ?? code;
  } catch (error) {
    const ended = endedByOutput(io);
    if (ended !== undefined) return ended;
    if (parsed.json) writeJson(io.stdout, { error: describe(error) });
    else writeText(io.stderr, `${describe(error).message}\n`);
    return exitCodeOf(error);
  }
}

/** The exit code if the output could no longer be written. The command's own error is then irrelevant. */
function endedByOutput({ signal, stderr }: CommandIo): number | undefined {
  const reason: unknown = signal.reason;
  if (!(reason instanceof OutputFailure)) return undefined;
  if (reason.isEnough) return exitCodes.fine;
  writeText(stderr, `${reason.message}\n`);
  return exitCodes.failed;
}

async function run(args: Arguments, io: CommandIo): Promise<number> {
  if (args.command === 'help') {
    io.stdout.write(help);
    return exitCodes.fine;
  }
  if (args.command === 'version') {
    io.stdout.write(`${await version()}\n`);
    return exitCodes.fine;
  }
  await using client = new Client({ config: args.config, root: args.root });
  return await { explain, models, doctor, chat, serve }[args.command](client, args, io);
}

async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const found: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : '';
  return String(found);
}

const facts = [
  'param',
  'phase',
  'status',
  'provider',
  'model',
  'requestId',
  'serviceCode',
  'retryAfterMs',
  'partialText',
  'attempts',
] as const satisfies readonly (keyof PlugboardError)[];

function describe(error: unknown): { readonly message: string } & Readonly<Record<string, unknown>> {
  if (!PlugboardError.isInstance(error)) {
    return { code: 'unknown', message: error instanceof Error ? error.message : String(error) };
  }
  const { code, message } = error;
  return { code, message, ...Object.fromEntries(facts.map((name) => [name, error[name]])) };
}
