import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { CommandContext } from './context.ts';
import { templateFiles } from './template.ts';
import { UsageError } from './usage.ts';

/** The command `init`: writes a provider package that installs and passes as it is. */
export async function init(
  target: string,
  { name }: { readonly name?: string | undefined },
  context: CommandContext,
): Promise<number> {
  const folder = resolve(context.folder, target);
  const scope = basename(dirname(folder)).toLowerCase();
  const base = basename(folder).toLowerCase();
  // `@scope/name` is a folder within a folder, as in node_modules.
  const packageName = name ?? (scope.startsWith('@') ? `${scope}/${base}` : base);
  if (!/^(?:@[a-z0-9-]+\/)?[a-z0-9][a-z0-9-]*$/.test(packageName)) {
    throw new UsageError(
      `${JSON.stringify(packageName)} is not a package name. Give one with --name: lower-case letters, digits and "-".`,
    );
  }
  if (existsSync(folder) && (await readdir(folder)).length > 0) throw new UsageError(`${folder} is not empty.`);
  for (const [path, text] of Object.entries(templateFiles(packageName))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    context.print(`Wrote ${join(target, path)}`);
  }
  const enter = folder === resolve(context.folder) ? '' : `  cd ${target}\n`;
  context.print(`\nNext:\n${enter}  npm install\n  npm test`);
  return 0;
}
