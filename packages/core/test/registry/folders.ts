import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder for one test, removed afterwards. */
export interface Folder {
  readonly path: string;
  /** Writes a file; what is neither text nor bytes is written as JSON. Returns its path. */
  write(name: string, content: unknown): string;
  /** A symbolic link at `name` to `target`, both in the folder. */
  link(name: string, target: string): void;
}

export function temporaryFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'plugboard-plugins-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
      );
      return file;
    },
    link(name, target) {
      const from = join(path, name);
      mkdirSync(dirname(from), { recursive: true });
      symlinkSync(join(path, target), from, 'junction');
    },
  };
}

/** A package.json of a plugin. */
export function pluginPackage(name: string, id: string, models: readonly object[], more: object = {}): object {
  return {
    name,
    version: '1.2.3',
    type: 'module',
    exports: { '.': { import: './index.js' } },
    plugboard: { apiVersion: 1, id, export: '.', models },
    ...more,
  };
}

/** The source of a plugin that needs no installed core, as a foreign copy would make it. Its stream yields its options. */
export function pluginModule(id: string, definition = ''): string {
  return `
const definition = {
  id: '${id}',
  models: [],
  create: (options, host) => ({ options, host, stream: async function* () {} }),
  ${definition}
};
export const plugin = Object.defineProperties(() => {}, {
  kind: { value: 'provider-plugin', enumerable: true },
  id: { value: definition.id, enumerable: true },
  [Symbol.for('plugboard.definition')]: { value: definition },
});
`;
}
