// The root scripts: `npm test` is `node scripts/run.mjs test`. Every task works when run first on a fresh clone.
import process from 'node:process';
import { ensureInstalled } from './lib/install.mjs';
import { runSteps } from './lib/steps.mjs';

/** @import { Step } from './lib/steps.mjs' */

/** @type {Step} */
const build = { name: 'build', command: ['tsc', '--build', 'tsconfig.build.json'] };

/** @type {Step} */
const bundle = { name: 'bundle', command: ['node', 'scripts/bundle-core.mjs'], needs: 'build' };

/** @type {Readonly<Record<string, readonly Step[]>>} */
const tasks = {
  test: [{ name: 'test', command: ['node', 'scripts/test.mjs'], takesArguments: true }],
  check: [
    { name: 'format', command: ['oxfmt', '--check', '.'] },
    { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
    { name: 'types', command: ['tsc', '-p', '.'] },
    { name: 'docs', command: ['node', 'scripts/docs-snippets.mjs'] },
    { name: 'unused code', command: ['knip', '--no-config-hints'] },
    { name: 'tests with coverage', command: ['node', 'scripts/test.mjs', '--coverage'], skippedBy: '--no-tests' },
    build,
    bundle,
    { name: 'packages', command: ['node', 'scripts/check-packages.mjs'], needs: 'bundle' },
  ],
  build: [{ ...build, takesArguments: true }, bundle],
  demo: [build, bundle, packageScript('demo', 'examples/describe-image')],
  bench: [build, bundle, packageScript('bench', 'benchmarks')],
  format: [{ name: 'format', command: ['oxfmt'], takesArguments: true }],
};

/**
 * @param {string} name
 * @param {string} folder
 * @returns {Step}
 */
function packageScript(name, folder) {
  return {
    name,
    command: ['npm', '--prefix', folder, '--silent', 'run', name, '--'],
    needs: 'bundle',
    requires: `${folder}/package.json`,
    takesArguments: true,
  };
}

/**
 * @param {readonly string[]} argv
 * @returns {number} the exit code
 */
function main([name = '', ...rest]) {
  const steps = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (steps === undefined) {
    console.error(`There is no task "${name}". Use one of: ${Object.keys(tasks).join(', ')}.`);
    return 2;
  }
  // npm sets INIT_CWD anew for the scripts of packages: the folder where the user typed the command would be lost.
  process.env['STARTED_IN'] = process.env['INIT_CWD'] ?? process.cwd();
  // pnpm hands the separating `--` on, npm does not.
  const extra = rest[0] === '--' ? rest.slice(1) : rest;
  return ensureInstalled() || runSteps(name, steps, extra);
}

process.exitCode = main(process.argv.slice(2));
