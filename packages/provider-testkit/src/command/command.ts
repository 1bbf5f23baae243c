#!/usr/bin/env node
import process from 'node:process';
import { runCommand } from './run-command.ts';

// Nobody reads any more, as in `plugboard-testkit check ... | head -1`: what is under way is brought to its end all the same.
process.stdout.on('error', () => {});
process.exitCode = await runCommand(process.argv.slice(2), {
  folder: process.cwd(),
  environment: process.env,
  print: (text) => process.stdout.write(`${text}\n`),
});
