import { fork } from 'node:child_process';

/** How many mutants one process judges, so that what they leave behind does not add up. */
const mutantsOfProcess = 12;

/**
 * The result of one mutant.
 *
 * @typedef {{
 *   failed: readonly { id: string, reason?: string }[],
 *   counts: Readonly<Record<string, number>>,
 *   wallMs: number,
 *   cpuMs: number,
 * }} Meeting
 */

/** Judges mutants one by one, each within a time limit, in processes that are replaced from time to time. */
export class MutantWorker {
  /** @readonly */
  #file;
  /** @readonly */
  #limitMs;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  #judged = 0;

  /**
   * @param {string} file of `bundleMutants`
   * @param {number} limitMs of one mutant
   */
  constructor(file, limitMs) {
    this.#file = file;
    this.#limitMs = limitMs;
  }

  /**
   * The case of each mutant.
   *
   * @returns {Promise<readonly string[]>}
   */
  async caseIds() {
    const child = fork(this.#file);
    try {
      const { caseIds } = await answerOf(child, this.#limitMs);
      return caseIds;
    } finally {
      child.kill('SIGKILL');
    }
  }

  /**
   * Rejects if the process ends, or the limit is reached.
   *
   * @param {number} index of the mutant
   * @returns {Promise<Meeting>}
   */
  async meet(index) {
    if (this.#judged === mutantsOfProcess) this.close();
    if (this.#child === undefined) {
      this.#child = fork(this.#file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      await answerOf(this.#child, this.#limitMs);
    }
    this.#judged += 1;
    this.#child.send(index);
    try {
      return await answerOf(this.#child, this.#limitMs);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Ends the process. The next mutant gets a new one. */
  close() {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#judged = 0;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} limitMs
 * @returns {Promise<any>}
 */
function answerOf(child, limitMs) {
  return new Promise((resolve, reject) => {
    /** @param {unknown} message */
    const onMessage = (message) => settle(() => resolve(message));
    /** @param {number | null} code */
    const onExit = (code) => settle(() => reject(new Error(`The process ended with ${code}.`)));
    const timer = setTimeout(
      () => settle(() => reject(new Error(`It did not end within ${limitMs / 1_000} s.`))),
      limitMs,
    );
    /** @param {() => void} act */
    const settle = (act) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      act();
    };
    child.once('message', onMessage).once('exit', onExit);
  });
}
