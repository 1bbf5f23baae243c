export { startRekaEmulator } from './emulator.ts';
export { rekaScenarios } from './scenarios.ts';
export type { RekaEmulator, RekaEmulatorOptions } from './emulator.ts';
export type { RekaSite } from './auth-routes.ts';
export type { RekaRequest } from './exchange.ts';
export type { ReceivedFile } from './received-file.ts';
export type {
  AuthSwitches,
  ChatSwitches,
  ModelsSwitches,
  PhaseSwitches,
  RekaFault,
  RekaPhase,
  RekaScenario,
  RetrievedChunk,
  SearchResult,
  SwitchesOf,
  UploadSwitches,
} from './scenario.ts';
