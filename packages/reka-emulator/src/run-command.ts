import { parseArgs } from 'node:util';
import { startRekaEmulator, type RekaEmulator } from './emulator.ts';
import { mergedScenarios, readSwitches } from './read-switches.ts';
import { rekaScenarios } from './scenarios.ts';

/** What the command needs of its process. */
export interface CommandSurroundings {
  out(text: string): void;
  error(text: string): void;
  /** Calls back when the command is to end. */
  onStop(stop: () => void): void;
}

const usage = `plugboard-reka-emulator: an offline stand-in for Reka on 127.0.0.1

  --port <number>      default: any free port
  --delay <ms>         between the events of an answer, default 30
  --cookies <path>     write the cookies of a session to this file
  --scenario <name>    one of: ${Object.keys(rekaScenarios).join(', ')}
  --switches <json>    more of them, such as '{"upload":{"maxBytes":1000}}', or the path of a file with such JSON
  --site <host>        chat.reka.ai (default) or space.reka.ai: whose sign-in is imitated
  --strict             refuse what the 2024 API refused: turns that do not alternate, files after the first turn
  --help
`;

const options = {
  port: { type: 'string', default: '0' },
  delay: { type: 'string', default: '30' },
  cookies: { type: 'string' },
  scenario: { type: 'string', default: 'normal' },
  switches: { type: 'string', default: '{}' },
  site: { type: 'string', default: 'chat.reka.ai' },
  strict: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Runs the command until it is stopped; the exit code is 0, or 2 for arguments that do not fit. */
export async function runCommand(argv: readonly string[], surroundings: CommandSurroundings): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...argv], options });
    if (values.help) surroundings.out(usage);
    else await serve(values, surroundings);
    return 0;
  } catch (error) {
    surroundings.error(`${error instanceof Error ? error.message : String(error)}\nSee --help.\n`);
    return 2;
  }
}

interface Values {
  readonly port: string;
  readonly delay: string;
  readonly scenario: string;
  readonly switches: string;
  readonly site: string;
  readonly strict: boolean;
  readonly cookies?: string | undefined;
}

async function serve(values: Values, { out, onStop }: CommandSurroundings): Promise<void> {
  const { port, delay, scenario, switches, site, strict, cookies } = values;
  const named = Object.hasOwn(rekaScenarios, scenario) ? rekaScenarios[scenario] : undefined;
  if (named === undefined) throw new Error(`There is no scenario ${JSON.stringify(scenario)}.`);
  if (site !== 'chat.reka.ai' && site !== 'space.reka.ai') throw new Error('--site is chat.reka.ai or space.reka.ai.');
  const more = readSwitches(switches);
  await using emulator = await startRekaEmulator({
    ...mergedScenarios(strict ? (rekaScenarios['strict'] ?? {}) : {}, named, more),
    site,
    port: wholeNumber('--port', port, 65_535),
    delayMs: wholeNumber('--delay', delay, 60_000),
  });
  if (cookies !== undefined) await emulator.writeCookieFile(cookies);
  const stopped = new Promise<void>((resolve) => onStop(resolve));
  out(greeting(emulator, cookies));
  await stopped;
}

function greeting({ url, apiKey }: RekaEmulator, cookies: string | undefined): string {
  const session =
    cookies === undefined ? 'start again with --cookies <path>' : `REKA_BASE_URL=${url} REKA_COOKIES=${cookies}`;
  return `The Reka emulator listens at ${url}

  web session:   ${session}
  official API:  REKA_BASE_URL=${url} REKA_API_KEY=${apiKey}

Set the variables of one line for a program that uses Plugboard. Stop with Ctrl-C.
`;
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new Error(`${name} is a whole number from 0 to ${most}.`);
}
