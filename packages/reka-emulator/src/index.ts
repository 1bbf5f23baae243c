export { startRekaEmulator } from './emulator.ts';
export { rekaScenarios } from './scenarios.ts';
export type { RekaEmulator, RekaEmulatorOptions } from './emulator.ts';
export type { RekaSite } from './auth-routes.ts';
export type { RekaRequest } from './exchange.ts';
export type { Fault as RekaFault, PhaseSwitches, ReceivedFile } from '@plugboard/emulator-kit';
export type {
  AuthSwitches,
  ChatSwitches,
  ModelsSwitches,
  RekaPhase,
  RekaScenario,
  RetrievedChunk,
  SearchResult,
  SwitchesOf,
  UploadSwitches,
} from './scenario.ts';
