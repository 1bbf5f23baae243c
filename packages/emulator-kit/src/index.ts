// The server.
export { EmulatorServer } from './emulator-server.ts';
export { Exchange } from './exchange.ts';
export { Refusal } from './refusal.ts';
export type { EmulatorHandle, ServerOptions, Service } from './emulator-server.ts';
export type { ExchangeRules, ReceivedRequest } from './exchange.ts';

// Switches.
export { mergedSettings, Switchboard } from './switchboard.ts';
export { named, phaseSwitchNames, readSwitches, streamSwitchNames } from './read-switches.ts';
export type { Fault, PhaseSwitches, StreamSwitches, SwitchesOf } from './switches.ts';
export type { Settings } from './switchboard.ts';
export type { SwitchNames } from './read-switches.ts';

// Answers.
export { answerTo } from './answers.ts';
export { sendEvents, serverSentEvent } from './event-stream.ts';
export { piecesOf } from './pieces.ts';
export { Signatures } from './signatures.ts';
export { countTokens, tokensIn } from './tokens.ts';
export type { Verdict } from './signatures.ts';
export { namesIn, sampleValue } from './sample-value.ts';
export type { Framing } from './event-stream.ts';
export type { Question } from './answers.ts';

// What arrives.
export { fieldOf, isJsonObject } from './json-fields.ts';
export { fileFromBytes, fileFromDataUrl, FileProbe } from './received-file.ts';
export { readForm } from './read-form.ts';
export type { JsonObject } from './json-fields.ts';
export type { FormRules, ReceivedForm, ReceivedPart } from './read-form.ts';
export type { ReceivedFile } from './received-file.ts';

// The command line.
export { runAsProcess } from './run-as-process.ts';
export { runEmulatorCommand } from './run-command.ts';
export type { CommandSettings, CommandSurroundings, EmulatorCommand } from './run-command.ts';
