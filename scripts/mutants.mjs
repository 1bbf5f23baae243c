// Runs every mutant of the conformance suite against every case:
//   node scripts/mutants.mjs [--results <file>] [--workers <number>] [<part of the id of a case>...]
// With a file of results, the same command continues a run that was interrupted.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { build } from './lib/build.mjs';
import { bundleMutants } from './lib/bundle-mutants.mjs';
import { MutantWorker } from './lib/mutant-worker.mjs';

/** Milliseconds. Most mutants take seconds; one that makes the suite wait in many cases takes a minute. */
const limitMs = 600_000;

/** @typedef {{ index: number, name: string, caseId: string }} Named */
/** @typedef {{ name: string, problem?: string, first?: string, spent: string }} Result */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { results: { type: 'string' }, workers: { type: 'string', default: String(availableParallelism()) } },
});
const { code, output } = build({ quiet: true });
if (code !== 0) throw new Error(`The packages could not be compiled:\n${output}`);
const { file, digest, remove } = await bundleMutants();
try {
  const results = await judgeAll();
  const wrong = results.filter(({ problem }) => problem !== undefined);
  for (const { name, problem } of wrong) console.log(`\n${name}: ${problem}`);
  console.log(`\n${results.length - wrong.length} of ${results.length} mutants make exactly their own case fail.`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  remove();
}

/** @returns {Promise<readonly Result[]>} */
async function judgeAll() {
  const caseIds = await new MutantWorker(file, limitMs).caseIds();
  const asked = named(caseIds).filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  const known = earlierResults();
  const left = asked.filter(({ name }) => !known.has(name));
  console.log(`${asked.length} mutants, ${left.length} of them to judge, code ${digest}.`);
  let count = asked.length - left.length;
  const work = async () => {
    const worker = new MutantWorker(file, limitMs);
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const result = await judge(worker, next);
      known.set(result.name, result);
      count += 1;
      const [told = 'exactly its own case'] = result.problem?.split('\n') ?? [];
      console.log(`${count}/${asked.length} ${result.name}: ${told} (${result.spent})`);
      if (values.results !== undefined) appendFileSync(values.results, `${JSON.stringify({ digest, ...result })}\n`);
    }
    worker.close();
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
  return asked.flatMap(({ name }) => known.get(name) ?? []);
}

/**
 * A case may have several mutants.
 *
 * @param {readonly string[]} caseIds
 * @returns {Named[]}
 */
function named(caseIds) {
  return caseIds.map((caseId, index) => {
    const nth = caseIds.slice(0, index).filter((other) => other === caseId).length;
    return { index, caseId, name: nth === 0 ? caseId : `${caseId} #${nth + 1}` };
  });
}

/**
 * Judges a mutant with another result than expected once more, in a process of its own, because time may run out on a loaded machine.
 *
 * @param {MutantWorker} worker
 * @param {Named} mutant
 * @returns {Promise<Result>}
 */
async function judge(worker, mutant) {
  const result = await judgeOnce(worker, mutant);
  if (result.problem === undefined) return result;
  worker.close();
  return { ...(await judgeOnce(worker, mutant)), first: result.problem };
}

/**
 * @param {MutantWorker} worker
 * @param {Named} mutant
 * @returns {Promise<Result>}
 */
async function judgeOnce(worker, { index, name, caseId }) {
  try {
    const { failed, wallMs, cpuMs } = await worker.meet(index);
    const spent = `${(wallMs / 1_000).toFixed(1)} s, ${(cpuMs / 1_000).toFixed(1)} s of CPU`;
    const isRight = failed.length === 1 && failed[0]?.id === caseId;
    if (isRight) return { name, spent };
    const told = failed.map(({ id, reason = '' }) => `  ${id}: ${reason.replaceAll('\n', '\n    ')}`);
    return {
      name,
      problem: [`fails ${failed.map(({ id }) => id).join(', ') || 'nothing'}`, ...told].join('\n'),
      spent,
    };
  } catch (error) {
    return { name, problem: error instanceof Error ? error.message : String(error), spent: 'not judged' };
  }
}

/**
 * The results in the file that come from the same code.
 *
 * @returns {Map<string, Result>}
 */
function earlierResults() {
  if (values.results === undefined || !existsSync(values.results)) return new Map();
  /** @type {readonly (Result & { digest: string })[]} */
  const results = readFileSync(values.results, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return new Map(results.filter((result) => result.digest === digest).map((result) => [result.name, result]));
}
