import { named, phaseSwitchNames, streamSwitchNames, type SwitchNames } from '@plugboard/emulator-kit';
import type { RekaScenario } from './scenario.ts';

/** Every switch by name. */
export const switchNames: SwitchNames<RekaScenario> = {
  auth: {
    ...phaseSwitchNames,
    ...named(['answer', 'tokenKey', 'opaqueToken', 'chunkedCookie', 'rollCookie', 'movedTo']),
  },
  upload: { ...phaseSwitchNames, ...named(['keys', 'maxBytes']) },
  chat: {
    ...phaseSwitchNames,
    ...streamSwitchNames,
    ...named(['answer', 'snapshots', 'leadingSpace', 'separatorLeak', 'json', 'finishReason', 'metadata', 'reasoning']),
    ...named(['retrievedChunks', 'searchResults', 'done', 'strictAlternation', 'mediaOnFirstTurnOnly', 'cumulative']),
    ...named(['usageNames']),
  },
  models: { ...phaseSwitchNames, ...named(['form']) },
};
