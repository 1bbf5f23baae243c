import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A valid command line. */
export interface Arguments {
  readonly command: 'explain' | 'models' | 'doctor' | 'chat' | 'serve' | 'help' | 'version';
  /** The arguments after the command: a model or a question. */
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly config: string | undefined;
  readonly root: string | undefined;
  readonly provider: string | undefined;
  readonly live: boolean;
  readonly model: string | undefined;
  readonly images: readonly string[];
  readonly system: string | undefined;
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly keyFile: string | undefined;
  readonly origins: readonly string[];
  readonly page: boolean;
  readonly accessLog: boolean;
  /** `undefined`: this process serves. */
  readonly workers: number | undefined;
  /** All arguments, as they were given. */
  readonly given: readonly string[];
}

/** The command line is invalid. The message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const options = {
  json: { type: 'boolean', default: false },
  config: { type: 'string' },
  root: { type: 'string' },
  provider: { type: 'string' },
  live: { type: 'boolean', default: false },
  model: { type: 'string', short: 'm' },
  image: { type: 'string', short: 'i', multiple: true },
  system: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  'key-file': { type: 'string' },
  origin: { type: 'string', multiple: true },
  'no-page': { type: 'boolean', default: false },
  'access-log': { type: 'boolean', default: false },
  workers: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/** Options that only some commands have. All commands have the others. */
const owners: Readonly<Record<string, readonly string[]>> = {
  provider: ['explain', 'chat'],
  live: ['models'],
  model: ['chat'],
  image: ['chat'],
  system: ['chat'],
  port: ['serve'],
  host: ['serve'],
  'key-file': ['serve'],
  origin: ['serve'],
  'no-page': ['serve'],
  'access-log': ['serve'],
  workers: ['serve'],
};

/** The minimum and maximum number of operands of each command. */
const operandCounts = { explain: [1, 1], models: [0, 0], doctor: [0, 0], chat: [1, 1], serve: [0, 0] } as const;

/** Reads a command line. Throws {@link UsageError}. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const [name, ...operands] = positionals;
  const command = values.version ? 'version' : values.help || name === undefined ? 'help' : name;
  if (!isCommand(command)) throw new UsageError(`Unknown command ${JSON.stringify(command)}.`);
  if (command !== 'help' && command !== 'version') checkFit(command, operands, values);
  return {
    command,
    operands,
    json: values.json,
    config: values.config,
    root: values.root,
    provider: values.provider,
    live: values.live,
    model: values.model,
    images: values.image ?? [],
    system: values.system,
    // A text that is not a number becomes NaN, which is refused as a port.
    port: values.port === undefined ? undefined : Number(values.port),
    host: values.host,
    keyFile: values['key-file'],
    origins: values.origin ?? [],
    page: !values['no-page'],
    accessLog: values['access-log'],
    workers: values.workers === undefined ? undefined : Number(values.workers),
    given: args,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options are invalid.');
  }
}

function isCommand(name: string): name is Arguments['command'] {
  return name === 'help' || name === 'version' || Object.hasOwn(operandCounts, name);
}

function checkFit(command: keyof typeof operandCounts, operands: readonly string[], values: object): void {
  const [least, most] = operandCounts[command];
  if (operands.length < least) throw new UsageError(`\`plugboard ${command}\` needs ${what(command)}.`);
  if (operands.length > most) {
    const hint = command === 'chat' ? ' Put the whole question in quotes.' : '';
    throw new UsageError(`\`plugboard ${command}\` has no argument ${JSON.stringify(operands[most])}.${hint}`);
  }
  for (const [option, commands] of Object.entries(owners)) {
    const given: unknown = Reflect.get(values, option);
    if (given !== undefined && given !== false && !commands.includes(command)) {
      throw new UsageError(`\`plugboard ${command}\` has no option --${option}.`);
    }
  }
  if (command === 'chat' && Reflect.get(values, 'model') === undefined) {
    throw new UsageError(
      '`plugboard chat` needs --model <name>. `npx -p @plugboard/cli plugboard models` lists the models.',
    );
  }
}

function what(command: keyof typeof operandCounts): string {
  return command === 'chat' ? 'a question, or - to read it from stdin' : 'the name of a model';
}
