import { parseArgs, type ParseArgsConfig } from 'node:util';
import { readSwitches, type SwitchNames } from './read-switches.ts';

type ParseArgsOptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** What a command needs of its process. */
export interface CommandSurroundings {
  out(text: string): void;
  error(text: string): void;
  /** Calls back when the command is to end. */
  onStop(stop: () => void): void;
}

/** The parsed options of a command. */
export interface CommandSettings<Scenario> {
  readonly port: number;
  /** Milliseconds between the events of an answer. */
  readonly delayMs: number;
  /** In order: if a switch is set twice, the last one counts. */
  readonly scenarios: readonly Scenario[];
  /** The options that only this command has. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A command that runs one emulator until it is stopped. */
export interface EmulatorCommand<Scenario> {
  /** What `--help` says about the options that only this command has. */
  readonly usage: string;
  readonly scenarios: Readonly<Record<string, Scenario>>;
  readonly switchNames: SwitchNames<Scenario>;
  readonly options?: ParseArgsOptionsConfig | undefined;
  /** Starts the emulator. The greeting is printed once it serves. */
  start(
    settings: CommandSettings<Scenario>,
  ): Promise<{ readonly emulator: AsyncDisposable; readonly greeting: string }>;
}

const commonOptions = {
  port: { type: 'string', default: '0' },
  delay: { type: 'string', default: '30' },
  scenario: { type: 'string', default: 'normal' },
  switches: { type: 'string', default: '{}' },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig;

/** Runs the command until it is stopped. The exit code is 0, or 2 for invalid arguments. */
export async function runEmulatorCommand<Scenario>(
  command: EmulatorCommand<Scenario>,
  argv: readonly string[],
  surroundings: CommandSurroundings,
): Promise<number> {
  try {
    const options: ParseArgsOptionsConfig = { ...command.options, ...commonOptions };
    const values: Readonly<Record<string, unknown>> = parseArgs({ args: [...argv], options }).values;
    if (values['help'] === true) surroundings.out(usageOf(command));
    else await serve(command, values, surroundings);
    return 0;
  } catch (error) {
    surroundings.error(`${error instanceof Error ? error.message : String(error)}\nSee --help.\n`);
    return 2;
  }
}

async function serve<Scenario>(
  command: EmulatorCommand<Scenario>,
  values: Readonly<Record<string, unknown>>,
  { out, onStop }: CommandSurroundings,
): Promise<void> {
  const scenario = String(values['scenario']);
  const named = Object.hasOwn(command.scenarios, scenario) ? command.scenarios[scenario] : undefined;
  if (named === undefined) throw new Error(`There is no scenario ${JSON.stringify(scenario)}.`);
  const more = readSwitches(String(values['switches']), command.switchNames);
  const port = wholeNumber('--port', String(values['port']), 65_535);
  const delayMs = wholeNumber('--delay', String(values['delay']), 60_000);
  const { emulator, greeting } = await command.start({ port, delayMs, scenarios: [named, more], values });
  await using _emulator = emulator;
  const stopped = new Promise<void>((resolve) => onStop(resolve));
  out(greeting);
  await stopped;
}

function usageOf<Scenario>({ usage, scenarios }: EmulatorCommand<Scenario>): string {
  return `${usage}
  --port <number>      default: any free port
  --delay <ms>         between the events of an answer, default 30
  --scenario <name>    one of: ${Object.keys(scenarios).join(', ')}
  --switches <json>    more of them, such as '{"chat":{"answer":"Hello"}}', or the path of a file with such JSON
  --help
`;
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new Error(`${name} is a whole number from 0 to ${most}.`);
}
