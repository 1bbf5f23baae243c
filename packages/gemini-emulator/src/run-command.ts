import {
  mergedSettings,
  runEmulatorCommand,
  type CommandSettings,
  type CommandSurroundings,
} from '@plugboard/emulator-kit';
import { startGeminiEmulator, type GeminiEmulator } from './emulator.ts';
import { noSwitches, type GeminiScenario } from './scenario.ts';
import { geminiScenarios } from './scenarios.ts';
import { switchNames } from './switch-names.ts';

const usage = 'plugboard-gemini-emulator: an offline stand-in for the Gemini API on 127.0.0.1\n';

/** Runs the command until it is stopped. The exit code is 0, or 2 for invalid arguments. */
export function runCommand(argv: readonly string[], surroundings: CommandSurroundings): Promise<number> {
  return runEmulatorCommand({ usage, scenarios: geminiScenarios, switchNames, start }, argv, surroundings);
}

async function start({ port, delayMs, scenarios }: CommandSettings<GeminiScenario>): Promise<{
  readonly emulator: GeminiEmulator;
  readonly greeting: string;
}> {
  const scenario = scenarios.reduce(mergedSettings<GeminiScenario>, noSwitches);
  const emulator = await startGeminiEmulator({ ...scenario, port, delayMs });
  const greeting = `The Gemini emulator listens at ${emulator.url}

  GOOGLE_GEMINI_BASE_URL=${emulator.url} GEMINI_API_KEY=${emulator.apiKey}

Set these variables for a program that talks to Gemini. Stop with Ctrl-C.
`;
  return { emulator, greeting };
}
