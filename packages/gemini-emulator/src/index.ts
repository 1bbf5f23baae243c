export { startGeminiEmulator } from './emulator.ts';
export { geminiScenarios } from './scenarios.ts';
export type { GeminiEmulator, GeminiEmulatorOptions } from './emulator.ts';
export type { StoredFile } from './file-store.ts';
export type { CalledFunction, FilesSwitches, GeminiPhase, GeminiScenario, GenerateSwitches } from './scenario.ts';
export type { Fault, PhaseSwitches, ReceivedFile, ReceivedRequest, StreamSwitches } from '@plugboard/emulator-kit';
