#!/usr/bin/env node
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { OutputFailure } from './output-failure.ts';
import { runCommand } from './run-command.ts';

// What parses responses is WebAssembly. V8 optimizes it after a few of them, which takes 40 MB for a moment and keeps some 8 MB for good.
// With this budget, it does so after some hundreds.
setFlagsFromString('--wasm-tiering-budget=2000000000');

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
process.stdout.on('error', (error: Error) => controller.abort(new OutputFailure(error)));
process.stderr.on('error', () => {});

const { stdin, stdout, stderr } = process;
process.exitCode = await runCommand(process.argv.slice(2), { stdin, stdout, stderr, signal: controller.signal });
