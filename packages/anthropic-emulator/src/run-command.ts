import {
  mergedSettings,
  runEmulatorCommand,
  type CommandSettings,
  type CommandSurroundings,
} from '@plugboard/emulator-kit';
import { startAnthropicEmulator, type AnthropicEmulator } from './emulator.ts';
import { noSwitches, type AnthropicScenario } from './scenario.ts';
import { anthropicScenarios } from './scenarios.ts';
import { switchNames } from './switch-names.ts';

const usage = 'plugboard-anthropic-emulator: an offline stand-in for the Anthropic Messages API on 127.0.0.1\n';

/** Runs the command until it is stopped. The exit code is 0, or 2 for invalid arguments. */
export function runCommand(argv: readonly string[], surroundings: CommandSurroundings): Promise<number> {
  return runEmulatorCommand({ usage, scenarios: anthropicScenarios, switchNames, start }, argv, surroundings);
}

async function start({ port, delayMs, scenarios }: CommandSettings<AnthropicScenario>): Promise<{
  readonly emulator: AnthropicEmulator;
  readonly greeting: string;
}> {
  const scenario = scenarios.reduce(mergedSettings<AnthropicScenario>, noSwitches);
  const emulator = await startAnthropicEmulator({ ...scenario, port, delayMs });
  const greeting = `The Anthropic emulator listens at ${emulator.url}

  ANTHROPIC_BASE_URL=${emulator.url} ANTHROPIC_API_KEY=${emulator.apiKey}

Set these variables for a program that talks to Anthropic. Stop with Ctrl-C.
`;
  return { emulator, greeting };
}
