#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';
import { isatty } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import { OutputFailure } from './output-failure.ts';

// undici parses responses with WebAssembly. After a few responses V8 optimizes it, which takes 40 MB for a moment and keeps some 8 MB for
// good. With this budget, V8 does so only after some hundreds.
setFlagsFromString('--wasm-tiering-budget=2000000000');

// From Node 22.1 on, the next start finds compiled code in the system's folder for temporary files. This covers everything that is loaded
// from here on. NODE_DISABLE_COMPILE_CACHE=1 turns it off.
const enableCompileCache: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof enableCompileCache === 'function') Reflect.apply(enableCompileCache, module, []);

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
process.stdout.on('error', (error: Error) => controller.abort(new OutputFailure(error)));
process.stderr.on('error', () => {});

const terminals = [1, 2].filter((stream) => isatty(stream));

/** SIGHUP asks a server to read its config again. A closed terminal sends it, too; the program then ends as before. */
function onReload(listener: () => void): void {
  // On Windows, SIGHUP always means that a window was closed.
  if (process.platform === 'win32') return;
  process.on('SIGHUP', () => {
    if (terminals.every((stream) => isatty(stream))) listener();
    else controller.abort();
  });
}

const { stdin, stdout, stderr } = process;
const { runCommand } = await import('./run-command.ts');
process.exitCode = await runCommand(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  onReload,
  signal: controller.signal,
});
