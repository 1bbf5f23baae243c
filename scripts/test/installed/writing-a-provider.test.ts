import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tasksOf } from './read-page.ts';
import { Shell } from './shell.ts';
import { emptyFolder, useRegistry } from './stranger.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('whoever writes the files and types the commands of the page, and nothing else, sees what it shows', async () => {
  const parent = await realpath(await emptyFolder());
  const folder = join(parent, 'owl');
  await mkdir(folder);
  // Where npm finds packages that are not published yet; the page installs in both.
  for (const one of [folder, join(parent, 'program')]) {
    await mkdir(one, { recursive: true });
    await useRegistry(one);
  }
  await using shell = new Shell(folder);
  for (const task of tasksOf(await readFile(join(root, 'docs/writing-a-provider.md'), 'utf8'))) {
    if (task.kind === 'write') {
      const at = join((await shell.type('pwd', { online: false })).trim(), task.path);
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, task.text);
    } else {
      let shown = '';
      for (const command of task.commands) {
        const said = await shell.type(command, { online: command.includes('npm install') });
        shown += `$ ${command}\n${said.replaceAll(parent, '/home/you')}`;
      }
      // `-u` must not make a document of a crash.
      expect(shown).not.toContain('node:internal');
      if (task.transcript !== undefined) await expect(shown).toMatchFileSnapshot(join(root, task.transcript));
      // The Owl cannot be recorded: nothing but its address is missing.
      else expect(shown).toContain('api.owl.example cannot be reached');
    }
  }
});
