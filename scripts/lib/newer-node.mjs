import { join } from 'node:path';
import process from 'node:process';
import { root } from './command.mjs';

/** What `openai` 7 and `ai` 7 need. */
const version = '22.23.3';

// npm's package `node` is a script that installs one of these.
const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
const name = [prefix, process.platform === 'win32' ? 'win' : process.platform, process.arch].join('-');

/** The package with the program, and its version. */
export const spec = `${name}@${version}`;

/** Where it is kept. */
export const folder = join(root, `packages/gateway/node_modules/.cache/node-${version}`);

/** The program, whether it has been fetched or not. */
export const path = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
