import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './command.mjs';

/**
 * @typedef {object} Step
 * @property {string} name what the report calls it
 * @property {readonly string[]} command the program and its arguments
 * @property {string} [needs] the name of an earlier step; when that failed, this one is not run
 * @property {string} [requires] a file without which the step cannot work
 * @property {string} [skippedBy] an argument of the task that leaves the step out
 * @property {boolean} [takesArguments] whether the task's own arguments are handed on to it
 */

/**
 * Runs all steps, also after a failure, so that one run shows everything that is wrong.
 *
 * @param {string} task
 * @param {readonly Step[]} steps
 * @param {readonly string[]} extra the arguments after the task's name
 * @returns {number} the exit code of the first failure, or 0
 */
export function runSteps(task, steps, extra) {
  const switches = steps.flatMap((step) => step.skippedBy ?? []);
  const unknown = extra.filter((argument) => !switches.includes(argument));
  if (unknown.length > 0 && !steps.some((step) => step.takesArguments)) {
    console.error(`"${task}" does not know ${unknown.join(' ')}. It takes: ${switches.join(', ') || 'no arguments'}.`);
    return 2;
  }
  /** @type {Map<string, number>} */
  const failures = new Map();
  for (const step of steps) {
    if (step.skippedBy !== undefined && extra.includes(step.skippedBy)) continue;
    if (steps.length > 1) console.log(`\n${task}: ${step.name}`);
    const code = runStep(step, unknown, failures);
    if (code !== 0) failures.set(step.name, code);
  }
  const [firstCode] = failures.values();
  if (firstCode !== undefined && steps.length > 1)
    console.error(`\n${task} failed: ${[...failures.keys()].join(', ')}`);
  return firstCode ?? 0;
}

/**
 * @param {Step} step
 * @param {readonly string[]} extra
 * @param {ReadonlyMap<string, number>} failures
 * @returns {number}
 */
function runStep(step, extra, failures) {
  if (step.needs !== undefined && failures.has(step.needs)) {
    console.error(`Not run, because "${step.needs}" failed.`);
    return 1;
  }
  if (step.requires !== undefined && !existsSync(join(root, step.requires))) {
    console.error(`"${step.name}" cannot run: there is no ${step.requires}.`);
    return 1;
  }
  return run(step.takesArguments ? [...step.command, ...extra] : step.command).code;
}
