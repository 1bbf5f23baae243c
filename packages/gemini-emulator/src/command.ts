#!/usr/bin/env node
import { runAsProcess } from '@plugboard/emulator-kit';
import { runCommand } from './run-command.ts';

await runAsProcess(runCommand);
