#!/usr/bin/env node
import { runCommand } from './run-command.ts';

// Nobody reads any more: the emulator goes on for those who ask it.
process.stdout.on('error', () => {});
process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  onStop(stop) {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  },
});
