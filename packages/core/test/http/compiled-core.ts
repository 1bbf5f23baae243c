import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The sources of core as JavaScript in a folder of their own, for tests that need a process of their own. */
export interface CompiledCore extends AsyncDisposable {
  /** Writes a module that may import `./http/http-client.js` and the like; returns its path. */
  script(source: string): Promise<string>;
}

export async function compileCore(): Promise<CompiledCore> {
  const core = fileURLToPath(new URL('../../', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-core-'));
  const compiler = join(core, '../../node_modules/typescript/bin/tsc');
  const flags = ['--composite', 'false', '--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const output = ['--declaration', 'false', '--declarationMap', 'false', '--isolatedDeclarations', 'false'];
  await promisify(execFile)(process.execPath, [
    compiler,
    '-p',
    join(core, 'tsconfig.build.json'),
    '--outDir',
    folder,
    '--noCheck',
    ...flags,
    ...output,
  ]);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await symlink(join(core, 'node_modules'), join(folder, 'node_modules'));
  return {
    async script(source) {
      const path = join(folder, 'script.js');
      await writeFile(path, source);
      return path;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
