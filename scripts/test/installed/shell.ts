import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { environmentOf } from './stranger.ts';

/** One shell as a person has it open: what is exported, unset or gone into stays so for the commands behind. */
export class Shell implements AsyncDisposable {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #end = randomUUID();
  #output = '';

  constructor(folder: string) {
    // A group of its own, so that what a command has left behind ends with it.
    this.#process = spawn('sh', [], {
      cwd: folder,
      env: environmentOf({ online: true }),
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#process.stdin.write('exec 2>&1\n');
  }

  /** Types a command, and gives what it says. Without `online` nothing but this computer can be reached. */
  async type(command: string, { online }: { readonly online: boolean }): Promise<string> {
    const { NODE_OPTIONS: blocked = '' } = environmentOf({ online });
    this.#output = '';
    this.#process.stdin.write(
      `NODE_OPTIONS='${blocked}'; export NODE_OPTIONS\n{ ${command}\n} </dev/null\nprintf '%s' ${this.#end}\n`,
    );
    while (!this.#output.endsWith(this.#end)) await this.#more();
    return this.#output.slice(0, -this.#end.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid, exitCode } = this.#process;
    if (pid === undefined || exitCode !== null) return;
    const closed = new Promise((resolve) => this.#process.once('close', resolve));
    process.kill(-pid, 'SIGKILL');
    await closed;
  }

  #more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#process.stdout.off('data', settle);
        this.#process.off('close', fail);
        resolve();
      };
      const fail = (): void => reject(new Error(`The shell ended:\n${this.#output}`));
      this.#process.stdout.once('data', settle);
      this.#process.once('close', fail);
    });
  }
}
