import {
  mergedSettings,
  runEmulatorCommand,
  type CommandSettings,
  type CommandSurroundings,
} from '@plugboard/emulator-kit';
import { startRekaEmulator, type RekaEmulator } from './emulator.ts';
import { noSwitches, type RekaScenario } from './scenario.ts';
import { rekaScenarios } from './scenarios.ts';
import { switchNames } from './switch-names.ts';

const usage = `plugboard-reka-emulator: an offline stand-in for Reka on 127.0.0.1

  --cookies <path>     write the cookies of a session to this file
  --site <host>        chat.reka.ai (default) or space.reka.ai: whose sign-in is imitated
  --strict             refuse what the 2024 API refused: turns that do not alternate, files after the first turn`;

/** Runs the command until it is stopped. The exit code is 0, or 2 for invalid arguments. */
export function runCommand(argv: readonly string[], surroundings: CommandSurroundings): Promise<number> {
  const options = {
    cookies: { type: 'string' },
    site: { type: 'string', default: 'chat.reka.ai' },
    strict: { type: 'boolean', default: false },
  } as const;
  return runEmulatorCommand({ usage, scenarios: rekaScenarios, switchNames, options, start }, argv, surroundings);
}

async function start({ port, delayMs, scenarios, values }: CommandSettings<RekaScenario>): Promise<{
  readonly emulator: RekaEmulator;
  readonly greeting: string;
}> {
  const { site, strict, cookies } = values;
  if (site !== 'chat.reka.ai' && site !== 'space.reka.ai') throw new Error('--site is chat.reka.ai or space.reka.ai.');
  const all = [strict === true ? (rekaScenarios['strict'] ?? {}) : {}, ...scenarios];
  const emulator = await startRekaEmulator({
    ...all.reduce(mergedSettings<RekaScenario>, noSwitches),
    site,
    port,
    delayMs,
  });
  if (typeof cookies !== 'string') return { emulator, greeting: greetingOf(emulator, undefined) };
  try {
    await emulator.writeCookieFile(cookies);
    return { emulator, greeting: greetingOf(emulator, cookies) };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

function greetingOf({ url, apiKey }: RekaEmulator, cookies: string | undefined): string {
  const session =
    cookies === undefined ? 'start again with --cookies <path>' : `REKA_BASE_URL=${url} REKA_COOKIES=${cookies}`;
  return `The Reka emulator listens at ${url}

  web session:   ${session}
  official API:  REKA_BASE_URL=${url} REKA_API_KEY=${apiKey}

Set the variables of one line for a program that uses Plugboard. Stop with Ctrl-C.
`;
}
