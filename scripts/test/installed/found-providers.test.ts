import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pnpm } from '../../lib/command.mjs';
import { emptyFolder, mustRun } from './stranger.ts';

const program = fileURLToPath(new URL('./finding-program/', import.meta.url));
const picture = fileURLToPath(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));
const dependencies = {
  '@plugboard/anthropic-emulator': '*',
  '@plugboard/core': '*',
  '@plugboard/provider-anthropic': '*',
  '@plugboard/provider-reka': '*',
  '@plugboard/reka-emulator': '*',
};

interface Layout {
  /** Where to install. */
  readonly top: string;
  /** Where the program is. */
  readonly app: string;
  /** The names of models, and who has to answer for them. */
  readonly owners: Readonly<Record<string, string>>;
}

async function onePackage(): Promise<Layout> {
  const top = await emptyFolder();
  await writeProgram(top, dependencies);
  return { top, app: top, owners: { 'reka-core': 'reka', 'claude-opus-5': 'anthropic' } };
}

/** The program, and a provider beside it that was never published. */
async function workspace(): Promise<Layout> {
  const top = await emptyFolder();
  await writeFile(join(top, 'package.json'), JSON.stringify({ private: true, workspaces: ['packages/*'] }));
  await writeFile(join(top, 'pnpm-workspace.yaml'), 'packages: [packages/*]\nlinkWorkspacePackages: true\n');
  const app = join(top, 'packages/app');
  await writeProgram(app, { ...dependencies, 'acme-provider': '1.0.0' });
  await cp(join(program, 'acme-provider'), join(top, 'packages/acme-provider'), { recursive: true });
  return { top, app, owners: { 'reka-core': 'reka', 'claude-opus-5': 'anthropic', 'acme-large': 'acme' } };
}

async function writeProgram(folder: string, needed: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(program, 'ask.js'), join(folder, 'ask.js'));
  const manifest = { name: 'app', version: '1.0.0', private: true, type: 'module', dependencies: needed };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}

interface Said {
  readonly answers: readonly { readonly text: string; readonly provider: string }[];
  readonly imported: readonly string[];
}

const managers = { npm: 'npm install --ignore-scripts', pnpm: `${pnpm.join(' ')} install --ignore-scripts` };
const layouts = { 'one package': onePackage, 'a workspace': workspace };

test.each(
  Object.entries(managers).flatMap(([manager, install]) =>
    Object.entries(layouts).map(([layout, write]) => ({ manager, install, layout, write })),
  ),
)(
  'a program that names only models is answered by providers that $manager installed in $layout',
  async ({ install, write }) => {
    const { top, app, owners } = await write();
    await mustRun(install, top, { online: true });
    const { answers, imported } = JSON.parse(
      await mustRun(`node ask.js ${picture} ${Object.keys(owners).join(' ')}`, app),
    ) as Said;
    for (const [index, [model, provider]] of Object.entries(owners).entries()) {
      expect(answers[index]).toMatchObject({ provider, text: expect.stringMatching(/\bcat\b/) });
      expect(imported).toContainEqual(expect.stringContaining(`of provider "${provider}" for model "${model}"`));
    }
  },
);
