import { named, phaseSwitchNames, streamSwitchNames, type SwitchNames } from '@plugboard/emulator-kit';
import type { GeminiScenario } from './scenario.ts';

/** Every switch by name. */
export const switchNames: SwitchNames<GeminiScenario> = {
  generate: {
    ...phaseSwitchNames,
    ...streamSwitchNames,
    ...named(['answer', 'thought', 'calls', 'ids', 'finishReason', 'finishMessage', 'blockReason', 'cachedTokens']),
    ...named(['signaturePlace', 'errorForm', 'cutBefore']),
  },
  tokens: phaseSwitchNames,
  files: { ...phaseSwitchNames, ...named(['processingMs', 'uploadOrigin']) },
  models: phaseSwitchNames,
};
