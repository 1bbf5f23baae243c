import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.mjs';

/** @type {Readonly<Record<string, string>>} */
const list = JSON.parse(readFileSync(join(root, 'scripts/coverage-below.json'), 'utf8'));

/** The source files that the tests of their own package run too little of, each with the reason. */
export const listed = new Map(Object.entries(list));

/** @returns {readonly string[]} the names of the folders in `packages/` */
export function packagesWithTests() {
  return readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'test')));
}
