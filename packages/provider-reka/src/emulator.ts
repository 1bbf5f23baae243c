import type * as Emulator from '@plugboard/reka-emulator';

export type {
  AuthSwitches,
  ChatSwitches,
  ModelsSwitches,
  PhaseSwitches,
  ReceivedFile,
  RekaEmulator,
  RekaEmulatorOptions,
  RekaFault,
  RekaPhase,
  RekaRequest,
  RekaScenario,
  RekaSite,
  RetrievedChunk,
  SearchResult,
  SwitchesOf,
  UploadSwitches,
} from '@plugboard/reka-emulator';

const emulator = await load();

/** `startRekaEmulator` of `@plugboard/reka-emulator`, a separate package that programs do not need for chats. */
export const startRekaEmulator: typeof Emulator.startRekaEmulator = emulator.startRekaEmulator;

/** `rekaScenarios` of `@plugboard/reka-emulator`. */
export const rekaScenarios: typeof Emulator.rekaScenarios = emulator.rekaScenarios;

async function load(): Promise<typeof Emulator> {
  try {
    return await import('@plugboard/reka-emulator');
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new Error(
      'The Reka emulator is a separate package, which is not installed. Run `npm install --save-dev @plugboard/reka-emulator`.',
      { cause },
    );
  }
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes("'@plugboard/reka-emulator'");
}
