import { parseArgs } from 'node:util';
import { PlugboardError } from '@plugboard/core';
import { placeOf } from '../exceptions/describe-exception.ts';
import { check } from './check.ts';
import type { CommandContext } from './context.ts';
import { init } from './init.ts';
import { record } from './record.ts';
import { report } from './report.ts';
import { tutorial } from './tutorial.ts';
import { usage, UsageError } from './usage.ts';

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;
const checking = { fixtures: text, options: text, skip: texts } as const;

/** Runs one command. Returns the exit code: 0 good, 1 something failed, 2 the command line is wrong. */
export async function runCommand(input: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await dispatch(input, context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.print(`${message}${placeOfFault(error)}`);
    if (!(error instanceof UsageError) && !isParseError(error)) return 1;
    context.print('Run `npx -p @plugboard/provider-testkit plugboard-testkit --help` for all commands.');
    return 2;
  }
}

async function dispatch([command, ...rest]: readonly string[], context: CommandContext): Promise<number> {
  const args = [...rest];
  switch (command) {
    case 'init': {
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { name: text } });
      return init(one(positionals, 'a folder'), values, context);
    }
    case 'check': {
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options: checking });
      return check(one(positionals, 'a package or a file'), values, context);
    }
    case 'record': {
      const options = {
        model: text,
        prompt: text,
        name: text,
        file: text,
        fixtures: text,
        options: text,
        from: text,
        pattern: texts,
        whole: flag,
        failure: flag,
        overwrite: flag,
      };
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
      return record(one(positionals, 'a package or a file'), values, context);
    }
    case 'report': {
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { ...checking, out: text } });
      if (positionals.length === 0)
        throw new UsageError('report needs at least one package, file or conformance.json.');
      return report(positionals, values, context);
    }
    case 'tutorial': {
      const { positionals } = parseArgs({ args, allowPositionals: true });
      return tutorial(one(positionals.length === 0 ? ['.'] : positionals, 'a folder'), context);
    }
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      context.print(usage);
      return command === undefined ? 2 : 0;
    default:
      throw new UsageError(
        `There is no command ${JSON.stringify(command)}. The commands are init, check, record, report and tutorial.`,
      );
  }
}

/** Where the code of a provider failed. Its message may contain a secret of the recording, so core left it out. */
function placeOfFault(error: unknown): string {
  if (!PlugboardError.isInstance(error)) return '';
  const { code, cause } = error;
  const isFault = code === 'protocol_error' || code === 'provider_load_failed';
  if (!isFault || !(cause instanceof Error) || PlugboardError.isInstance(cause)) return '';
  const place = placeOf(cause);
  return place === undefined ? '' : `\n    ${place}`;
}

function one(positionals: readonly string[], what: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new UsageError(`The command needs ${what}.`);
  if (second !== undefined) throw new UsageError(`The command takes ${what}, and nothing more: ${second}`);
  return first;
}

function isParseError(error: unknown): boolean {
  return String(Reflect.get(Object(error), 'code')).startsWith('ERR_PARSE_ARGS');
}
