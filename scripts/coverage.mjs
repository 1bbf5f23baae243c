// Says which source files the tests of their own package do not run:
//   node scripts/coverage.mjs [<package>...]
// If they run less than 80 % of the lines of a file, coverage-below.json must list the file with the reason.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { root, run } from './lib/command.mjs';
import { listed, packagesWithTests } from './lib/coverage-list.mjs';

const least = 80;

/** @typedef {{ lines: { total: number, pct: number }, branches: { pct: number } }} Covered */

const given = process.argv.slice(2);
const known = packagesWithTests();
const unknown = given.find((name) => !known.includes(name));
if (unknown !== undefined) throw new Error(`There are no tests in packages/${unknown}/test.`);
const problems = (given.length > 0 ? given : known).flatMap((name) => problemsOf(name));
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

/**
 * Runs the tests of a package that run its sources, and prints a line of totals.
 *
 * @param {string} name
 * @returns {readonly string[]}
 */
function problemsOf(name) {
  const folder = mkdtempSync(join(tmpdir(), 'plugboard-coverage-'));
  try {
    const coverage = ['--coverage', `--coverage.include=packages/${name}/src/**`, '--coverage.reporter=json-summary'];
    const where = [`--coverage.reportsDirectory=${folder}`, `packages/${name}/test`];
    const { code, output } = run(['vitest', 'run', '--project', 'sources', ...coverage, ...where], { quiet: true });
    const summary = join(folder, 'coverage-summary.json');
    if (code !== 0 || !existsSync(summary)) return [`${output}\nThe tests of ${name} fail.`];
    const { total, ...files } = /** @type {Record<string, Covered>} */ (JSON.parse(readFileSync(summary, 'utf8')));
    const count = Object.values(files).filter(({ lines }) => lines.total > 0).length;
    console.log(
      `${name}: ${total?.lines.pct} % of the lines, ${total?.branches.pct} % of the branches, ${count} files`,
    );
    return Object.entries(files).flatMap(([path, covered]) => problemOf(relative(root, path), covered));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} path
 * @param {Covered} covered
 * @returns {readonly string[]}
 */
function problemOf(path, { lines, branches }) {
  const isBelow = lines.total > 0 && lines.pct < least;
  const reason = listed.get(path);
  if (isBelow && reason === undefined) {
    return [`${path}: tests of its package run ${lines.pct} % of its lines and ${branches.pct} % of its branches.`];
  }
  if (isBelow) console.log(`  ${lines.pct} % of ${path}: ${reason}`);
  return !isBelow && reason !== undefined
    ? [`${path}: ${lines.pct} % is enough; take it off coverage-below.json.`]
    : [];
}
