export { startAnthropicEmulator } from './emulator.ts';
export { anthropicScenarios } from './scenarios.ts';
export type { AnthropicEmulator, AnthropicEmulatorOptions } from './emulator.ts';
export type { StoredFile } from './file-store.ts';
export type { AnthropicPhase, AnthropicScenario, CalledTool, MessagesSwitches, StopReason } from './scenario.ts';
export type { Fault, PhaseSwitches, ReceivedFile, ReceivedRequest, StreamSwitches } from '@plugboard/emulator-kit';
