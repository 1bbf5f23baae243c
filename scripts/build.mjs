// Compiles the packages to their dist/, joins core into few files, and removes what was compiled from files that are gone.
import process from 'node:process';
import { build } from './lib/build.mjs';

process.exitCode = build().code;
