import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { root, run } from '../../lib/command.mjs';
import { unwantedFiles } from '../../lib/package-files.mjs';

/** What is unpacked where a package is installed. A change that needs more says why when it raises a line; one that needs less lowers it. */
const budgets: Readonly<Record<string, { readonly files: number; readonly kilobytes: number }>> = {
  '@plugboard/anthropic-emulator': { files: 200, kilobytes: 390 },
  // Keys of the gateway in the config and in files, read again when one of them changes, and all of the config on SIGHUP.
  '@plugboard/cli': { files: 110, kilobytes: 155 },
  // With 20 kB for `stream()` and 15 kB for `runTools()`, code and types, and 12 kB for docstrings that name units, defaults and errors.
  '@plugboard/core': { files: 225, kilobytes: 1_100 },
  '@plugboard/emulator-kit': { files: 100, kilobytes: 170 },
  // Limits of keys that hold for all workers, aliases, and the page's notices.
  '@plugboard/gateway': { files: 200, kilobytes: 430 },
  '@plugboard/gemini-emulator': { files: 165, kilobytes: 330 },
  '@plugboard/provider-anthropic': { files: 36, kilobytes: 105 },
  '@plugboard/provider-google': { files: 38, kilobytes: 90 },
  '@plugboard/provider-openai': { files: 16, kilobytes: 70 },
  '@plugboard/provider-reka': { files: 31, kilobytes: 85 },
  '@plugboard/provider-testkit': { files: 955, kilobytes: 2_450 },
  '@plugboard/reka-emulator': { files: 125, kilobytes: 215 },
};

interface Content {
  readonly paths: readonly string[];
  readonly kilobytes: number;
}

function contentOf(tarball: string): Content {
  const lines = run(['tar', '-tvzf', tarball], { quiet: true }).stdout.trimEnd().split(/\r?\n/);
  const files = lines.map((line) => /^\S+ +\S+ +(?<bytes>\d+) .* package\/(?<path>.+)$/.exec(line)?.groups ?? {});
  const bytes = files.reduce((sum, file) => sum + Number(file['bytes']), 0);
  return { paths: files.map(({ path = '' }) => path), kilobytes: bytes / 1000 };
}

test.each(inject('packed').packages)('$name is fit to be published', ({ tarball }) => {
  expect(unwantedFiles(contentOf(tarball).paths)).toEqual([]);
  for (const check of [
    ['publint', 'run', '--strict', tarball],
    ['attw', '--profile', 'esm-only', '--no-emoji', tarball],
  ]) {
    const { code, output } = run(check, { quiet: true });
    expect(code, output).toBe(0);
  }
});

test.each(inject('packed').packages)(
  '$name is no larger than its budget, and not much smaller',
  ({ name, tarball }) => {
    const { files, kilobytes } = budgets[name] ?? { files: 0, kilobytes: 0 };
    expect(Object.keys(budgets)).toContain(name);
    const content = contentOf(tarball);
    expect(content.paths.length).toBeLessThanOrEqual(files);
    expect(content.kilobytes).toBeLessThanOrEqual(kilobytes);
    // A budget that nobody can exceed guards nothing.
    expect(content.paths.length, 'Lower the budget.').toBeGreaterThanOrEqual(files * 0.8);
    expect(content.kilobytes, 'Lower the budget.').toBeGreaterThanOrEqual(kilobytes * 0.8);
  },
);

/** The packages that the benchmark runs, and the one that `plugboard serve` comes from. */
const measured: ReadonlySet<string> = new Set([
  '@plugboard/cli',
  '@plugboard/core',
  '@plugboard/gateway',
  '@plugboard/provider-anthropic',
  '@plugboard/provider-google',
  '@plugboard/provider-openai',
  '@plugboard/provider-reka',
]);

test.each(inject('packed').packages.filter(({ name }) => measured.has(name)))(
  'the benchmark runs $name as it is published, byte for byte',
  ({ name, folder, tarball }) => {
    const modules = contentOf(tarball).paths.filter((path) => path.endsWith('.js'));
    for (const path of modules) {
      const published = run(['tar', '-xOzf', tarball, `package/${path}`], { quiet: true }).stdout;
      expect(readFileSync(join(root, folder, path), 'utf8') === published, path).toBe(true);
    }
    // The gateway is a dependency of the command, not of the benchmark.
    const user = name === '@plugboard/gateway' ? 'packages/cli' : 'benchmarks';
    const program = `console.log(import.meta.resolve(${JSON.stringify(name)}))`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: join(root, user),
      encoding: 'utf8',
    });
    expect(modules.map((path) => join(root, folder, path))).toContain(fileURLToPath(stdout.trim()));
  },
);
