import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFixture } from '../fixtures/check-fixture.ts';
import type { Fixture, FixtureFiles } from '../fixtures/fixture.ts';
import { FixtureError } from '../fixtures/fixture-error.ts';
import { isFileName } from '../fixtures/file-name.ts';
import { inspectFixture } from './inspect-fixture.ts';

/** How {@link writeFixture} writes. */
export interface WriteOptions {
  /** Replace a fixture of the same name. Default false. */
  readonly overwrite?: boolean | undefined;
  /** Values that must not be in it in any form. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * Writes `<name>.json` and its files into a folder, all or nothing: under temporary names first, then renamed, the document last.
 *
 * @throws FixtureError If anything in it looks like a secret (the message says where, but not what), for an invalid name, and if the
 *   fixture exists already.
 */
export async function writeFixture(
  folder: URL,
  name: string,
  fixture: Fixture,
  options: WriteOptions = {},
): Promise<void> {
  const { files = {}, name: _name, ...document } = fixture;
  const names = [...Object.keys(files), `${name}.json`];
  checkNames(name, names);
  checkFixture(document);
  const findings = inspectFixture(fixture, options.secrets);
  if (findings.length > 0) {
    const places = findings.map(({ place, kind }) => `  ${place}: ${kind}`);
    throw refused(
      name,
      `it may hold secrets, at\n${places.join('\n')}\nName the values in \`secrets\`, or describe where they are in \`patterns\` (--pattern), so that placeholders replace them`,
    );
  }
  if (options.overwrite !== true) checkFree(folder, name);
  const path = fileURLToPath(folder);
  await mkdir(path, { recursive: true });
  const temporary = await mkdtemp(join(path, '.recording-'));
  try {
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    for (const [file, content] of [...Object.entries(files), [`${name}.json`, text] as const]) {
      await writeFile(join(temporary, file), content);
    }
    for (const file of names) await rename(join(temporary, file), join(path, file));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Checks, before any request is sent, that a fixture can be written.
 *
 * @throws FixtureError Like {@link writeFixture}, for an invalid name and for a fixture that exists.
 */
export function checkWritable(folder: URL, name: string, files: FixtureFiles, overwrite: boolean): void {
  checkNames(name, [...Object.keys(files), `${name}.json`]);
  if (!overwrite) checkFree(folder, name);
}

function checkNames(name: string, names: readonly string[]): void {
  if (names.every(isFileName)) return;
  throw refused(name, 'a name may have lower-case letters, digits, ".", "_" and "-" only');
}

function checkFree(folder: URL, name: string): void {
  if (existsSync(new URL(`${name}.json`, folder))) {
    throw refused(name, 'there is a fixture of this name; remove it, or say `overwrite: true` (--overwrite)');
  }
}

function refused(name: string, why: string): FixtureError {
  return new FixtureError(`The fixture ${JSON.stringify(name.slice(0, 40))} is not written: ${why}.`);
}
