#!/usr/bin/env node
import process from 'node:process';
import { runCommand } from './run-command.ts';

// The reader has left, as in `plugboard-testkit check ... | head -1`. The command still finishes its work.
process.stdout.on('error', () => {});
process.exitCode = await runCommand(process.argv.slice(2), {
  folder: process.cwd(),
  environment: process.env,
  print: (text) => process.stdout.write(`${text}\n`),
});
