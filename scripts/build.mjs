// Compiles the packages to their dist/, joins core into a few files, and removes the output of deleted sources.
import process from 'node:process';
import { build } from './lib/build.mjs';

process.exitCode = build().code;
