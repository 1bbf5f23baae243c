#!/usr/bin/env node
import process from 'node:process';
import { OutputFailure } from './output-failure.ts';
import { runCommand } from './run-command.ts';

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
process.stdout.on('error', (error: Error) => controller.abort(new OutputFailure(error)));
process.stderr.on('error', () => {});

const { stdin, stdout, stderr } = process;
process.exitCode = await runCommand(process.argv.slice(2), { stdin, stdout, stderr, signal: controller.signal });
