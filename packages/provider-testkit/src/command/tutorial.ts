import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from './context.ts';
import { UsageError } from './usage.ts';

const source = fileURLToPath(new URL('../../tutorial/', import.meta.url));

/** The command `tutorial`: writes the files that readers of `docs/writing-a-provider.md` need but do not type. */
export async function tutorial(target: string, context: CommandContext): Promise<number> {
  const folder = resolve(context.folder, target);
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(source.length))
    .toSorted();
  for (const path of paths) {
    if (existsSync(join(folder, path)) && !(await areEqual(join(folder, path), join(source, path)))) {
      throw new UsageError(`There is another ${join(target, path)} already. Nothing was written: use an empty folder.`);
    }
  }
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(join(source, path), join(folder, path));
    context.print(`Wrote ${join(target, path)}`);
  }
  return 0;
}

async function areEqual(one: string, other: string): Promise<boolean> {
  return (await readFile(one)).equals(await readFile(other));
}
