#!/usr/bin/env node
import process from 'node:process';
import { runCommand } from './run-command.ts';

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
// Nobody reads any more, as in `plugboard chat ... | head -1`.
process.stdout.on('error', () => controller.abort());
process.stderr.on('error', () => {});

const { stdin, stdout, stderr } = process;
process.exitCode = await runCommand(process.argv.slice(2), { stdin, stdout, stderr, signal: controller.signal });
