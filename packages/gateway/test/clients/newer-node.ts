import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { path } from '../../../../scripts/lib/newer-node.mjs';
import type { FromNewerNode, NewerClient, ToNewerNode } from './in-newer-node.ts';
import type { Asked, OtherClient, Reply, Target } from './other-client.ts';

/** Whether it is here: `node scripts/fetch-newer-node.mjs` fetches it. */
export const hasNewerNode = existsSync(path);

/** What has been asked and not been answered yet. */
interface Open {
  readonly onText: () => void;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** A process of a newer Node, which runs clients that need one. */
export class NewerNode {
  #child: ChildProcess | undefined;
  readonly #open = new Map<number, Open>();
  #lastId = 0;

  start(): void {
    const script = fileURLToPath(new URL('in-newer-node.ts', import.meta.url));
    const child = spawn(path, ['--disable-warning=ExperimentalWarning', script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // The test runner has options of its own for its processes.
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    child.on('message', (message) => this.#take(message as FromNewerNode));
    child.on('close', (code) => {
      for (const { reject } of this.#open.values()) reject(new Error(`The newer Node ended with ${code}.`));
    });
    this.#child = child;
  }

  client(client: NewerClient, target: Target): OtherClient {
    return {
      whole: (asked) => this.#ask({ client, target, asked, stream: false }, asked.signal, () => undefined),
      stream: (asked, onText) => this.#ask({ client, target, asked, stream: true }, asked.signal, onText),
    };
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }

  #ask(
    question: Omit<Extract<ToNewerNode, { readonly kind: 'ask' }>, 'kind' | 'id' | 'asked'> & { readonly asked: Asked },
    signal: AbortSignal | undefined,
    onText: () => void,
  ): Promise<Reply> {
    const child = this.#child;
    if (child === undefined) throw new Error('The newer Node was not started.');
    const id = (this.#lastId += 1);
    const { signal: _signal, ...asked } = question.asked;
    const tell = (message: ToNewerNode): void => void child.send(message);
    const reply = new Promise<Reply>((resolve, reject) => this.#open.set(id, { onText, resolve, reject }));
    signal?.addEventListener('abort', () => tell({ kind: 'leave', id }), { once: true });
    tell({ kind: 'ask', id, ...question, asked });
    return reply;
  }

  #take(message: FromNewerNode): void {
    const open = this.#open.get(message.id);
    if (open === undefined) return;
    if (message.kind === 'text') return open.onText();
    this.#open.delete(message.id);
    if (message.kind === 'reply') open.resolve(message.reply);
    else
      open.reject(Object.assign(new Error(message.text), message.status !== undefined && { status: message.status }));
  }
}
