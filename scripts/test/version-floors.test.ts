import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const lockfile = readFileSync(new URL('../../pnpm-lock.yaml', import.meta.url), 'utf8');

/** The lowest versions without a published weakness that a chat client is exposed to. */
const floors: readonly (readonly [name: string, floor: string])[] = [
  ['undici', '7.30.2'],
  ['tough-cookie', '6.1.0'],
  ['eventsource-parser', '3.1.1'],
];

/** Clients of others that only tests run, unmodified, against servers of this machine. */
const ofTests = /^@ai-sdk\/provider-utils@/;

test.each(floors)('every locked %s is at least %s', (name, floor) => {
  const versions = lockedVersions(name);
  expect(versions).not.toEqual([]);
  const low = versions.filter((version) => isBelow(version, floor));
  expect(low.flatMap((version) => dependentsOf(name, version)).filter((dependent) => !ofTests.test(dependent))).toEqual(
    [],
  );
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

/** Packages, with their versions, that use one; itself where it is used by the workspace or by nothing. */
function dependentsOf(name: string, version: string): readonly string[] {
  const snapshots = lockfile.slice(lockfile.indexOf('\nsnapshots:')).split(/\n\n/);
  const dependents = snapshots.filter(
    (snapshot) =>
      snapshot.includes(`\n      ${name}: ${version}\n`) || snapshot.endsWith(`\n      ${name}: ${version}`),
  );
  const importers = lockfile.slice(0, lockfile.indexOf('\npackages:'));
  const isDirect = new RegExp(`\\n      ${name}:\\n        specifier: .*\\n        version: ${version}\\b`).test(
    importers,
  );
  const names = dependents.map((snapshot) => snapshot.trim().split(':\n', 1)[0]?.replaceAll("'", '') ?? '');
  return isDirect || names.length === 0 ? [...names, `${name}@${version}`] : names;
}

function isBelow(version: string, floor: string): boolean {
  const parts = version.split('.').map(Number);
  const floorParts = floor.split('.').map(Number);
  const index = parts.findIndex((part, position) => part !== floorParts[position]);
  return index !== -1 && (parts[index] ?? 0) < (floorParts[index] ?? 0);
}
