#!/usr/bin/env node
import process from 'node:process';
import { runCommand } from './run-command.ts';

process.exitCode = await runCommand(process.argv.slice(2), {
  folder: process.cwd(),
  environment: process.env,
  print: (text) => process.stdout.write(`${text}\n`),
});
