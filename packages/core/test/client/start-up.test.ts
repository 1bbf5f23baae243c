import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What a module imports as soon as it is loaded, and what these import. */
function importedBy(file: string, found: Map<string, string>): Map<string, string> {
  const source = readFileSync(file, 'utf8');
  for (const [statement, name] of source.matchAll(/^(?:import|export) [^;]*?from '([^']+)';/gm)) {
    if (name === undefined || /^(?:import|export) type /.test(statement)) continue;
    const target = name.startsWith('.') ? resolve(dirname(file), name) : name;
    if (found.has(target)) continue;
    found.set(target, file);
    if (name.startsWith('.')) importedBy(target, found);
  }
  return found;
}

test('the start of a program loads no package, and of Node only what costs nothing', () => {
  const index = fileURLToPath(new URL('../../src/index.ts', import.meta.url));
  const imported = [...importedBy(index, new Map()).keys()];
  expect(imported.filter((name) => !name.startsWith('/'))).toEqual(['node:path']);
  const folders = new Set(
    imported.filter((name) => name.startsWith('/')).map((name) => dirname(name).split('/').at(-1)),
  );
  for (const later of ['call', 'http', 'cookies', 'session', 'chat-completions']) expect(folders).not.toContain(later);
});
