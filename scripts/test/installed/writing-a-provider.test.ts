import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { emptyFolder, run, useRegistry, type Environment } from './stranger.ts';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
const key = { OWL_API_KEY: 'hoo-hoo' };
let folder = '';

beforeAll(async () => {
  const parent = await emptyFolder();
  folder = join(parent, 'owl');
  for (const one of [folder, join(parent, 'program')]) {
    await mkdir(one);
    await useRegistry(one);
  }
});

interface Step {
  /** The folder of what is new. */
  readonly files?: string;
  readonly transcripts: readonly string[];
  readonly env?: Environment;
  readonly where?: string;
}

/** What a reader does, in the order of the document: takes the files of a step, and types its commands. */
const steps: readonly Step[] = [
  { files: '1', transcripts: ['install'], env: { online: true } },
  { files: '2', transcripts: ['run'] },
  { files: '3', transcripts: ['stream'] },
  { files: '4', transcripts: ['errors'], env: key },
  { files: '5', transcripts: ['upload'], env: key },
  { files: '6', transcripts: ['session'], env: key },
  { files: '7', transcripts: ['tests', 'mistake'] },
  { files: '8', transcripts: ['check', 'pack'] },
  { transcripts: ['elsewhere'], env: { online: true } },
  { files: '9', transcripts: ['found'], env: key, where: '../program' },
];

test('every command of the document prints what the document says', async () => {
  const document = await readFile(join(docs, 'writing-a-provider.md'), 'utf8');
  for (const { files, transcripts, env, where = '.' } of steps) {
    const at = join(folder, where);
    if (files !== undefined) await cp(join(docs, 'snippets/writing-a-provider', files), at, { recursive: true });
    for (const name of transcripts) {
      expect(document).toContain(`<!-- snippet: docs/snippets/output/writing-a-provider/${name}.txt -->`);
      const file = join(docs, `snippets/output/writing-a-provider/${name}.txt`);
      const commands = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith('$ '));
      const script = commands.map((line) => `printf '%s\\n' ${quoted(line)}\n${line.slice(2)}\n`).join('');
      const { output } = await run(script, at, env);
      await expect(output).toMatchFileSnapshot(file);
    }
  }
});

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
