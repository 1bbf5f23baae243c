import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const lockfile = readFileSync(new URL('../../pnpm-lock.yaml', import.meta.url), 'utf8');

/** The lowest versions without a published weakness that a chat client is exposed to. */
const floors: readonly (readonly [name: string, floor: string])[] = [
  ['undici', '7.30.2'],
  ['tough-cookie', '6.1.0'],
  ['eventsource-parser', '3.1.1'],
];

test.each(floors)('every locked %s is at least %s', (name, floor) => {
  const versions = lockedVersions(name);
  expect(versions).not.toEqual([]);
  expect(versions.filter((version) => isBelow(version, floor))).toEqual([]);
});

test('versions are compared by number, part by part', () => {
  expect(isBelow('7.9.10', '7.30.2')).toBe(true);
  expect(isBelow('7.30.2', '7.30.2')).toBe(false);
  expect(isBelow('8.0.0', '7.30.2')).toBe(false);
});

function lockedVersions(name: string): readonly string[] {
  const packages = lockfile.slice(lockfile.indexOf('\npackages:'), lockfile.indexOf('\nsnapshots:'));
  return Array.from(packages.matchAll(new RegExp(`^  '?${name}@(\\d[^:'(]*)`, 'gm')), (match) => match[1] ?? '');
}

function isBelow(version: string, floor: string): boolean {
  const parts = version.split('.').map(Number);
  const floorParts = floor.split('.').map(Number);
  const index = parts.findIndex((part, position) => part !== floorParts[position]);
  return index !== -1 && (parts[index] ?? 0) < (floorParts[index] ?? 0);
}
