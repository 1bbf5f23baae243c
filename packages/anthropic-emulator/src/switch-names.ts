import { named, phaseSwitchNames, streamSwitchNames, type SwitchNames } from '@plugboard/emulator-kit';
import type { AnthropicScenario } from './scenario.ts';

/** Every switch by name. */
export const switchNames: SwitchNames<AnthropicScenario> = {
  messages: {
    ...phaseSwitchNames,
    ...streamSwitchNames,
    ...named(['answer', 'thought', 'redacted', 'calls', 'stopReason', 'stopDetails', 'json', 'pings', 'cutBefore']),
    ...named(['foreignThoughts']),
  },
  tokens: phaseSwitchNames,
  files: phaseSwitchNames,
  models: phaseSwitchNames,
};
