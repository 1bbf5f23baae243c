import { readdir } from 'node:fs/promises';
import { basename, dirname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault, UnusualProvider } from './fault.ts';

const here = fileURLToPath(new URL('./', import.meta.url));

/** A fault with the name of its file, `wire/name`, and whether the cases were made without a look at it. */
export interface NamedFault {
  readonly name: string;
  readonly heldOut: boolean;
  readonly fault: Fault;
}

async function modulesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(`${here}${folder}`, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}${sep}${entry.name}`)
    .sort();
}

async function faultsIn(folder: string, heldOut: boolean): Promise<readonly NamedFault[]> {
  return await Promise.all(
    (await modulesOf(folder)).map(async (path) => {
      const { fault } = (await import(path)) as { readonly fault: Fault };
      return { name: `${basename(dirname(path))}/${basename(path, '.ts')}`, heldOut, fault };
    }),
  );
}

/** All faults, by wire and name. */
export async function loadFaults(): Promise<readonly NamedFault[]> {
  const found = [
    ...(await faultsIn('faults', false)),
    ...(await faultsIn('held-out', true)),
    ...(await faultsIn('held-out-again', true)),
    ...(await faultsIn('held-out-third', true)),
    ...(await faultsIn('held-out-fourth', true)),
  ];
  return found.toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** All right providers that do something in an unusual way. */
export async function loadUnusual(): Promise<readonly (UnusualProvider & { readonly name: string })[]> {
  return await Promise.all(
    (await modulesOf('unusual')).map(async (path) => {
      const { unusual } = (await import(path)) as { readonly unusual: UnusualProvider };
      return { ...unusual, name: relative(`${here}unusual`, path).replace(/\.ts$/, '') };
    }),
  );
}
