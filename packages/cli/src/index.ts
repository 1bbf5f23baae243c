export { runCommand } from './run-command.ts';
export type { CommandIo, Output } from './command-io.ts';
