import { toAdmission, type Admission, type Admissions, type Verdict } from '../access/key-usage.ts';
import type { KeyLimits } from '../gateway-options.ts';
import type { GatewayServer } from '../server.ts';
import { unwrapped, wrapped, type FromWorker, type MetricSet, type ToWorker } from './messages.ts';

/** The variable that tells a process that it is a worker, and which. */
export const workerVariable = 'PLUGBOARD_GATEWAY_WORKER';

/** The variable with the folder of the files that were uploaded, which all workers share. */
export const folderVariable = 'PLUGBOARD_GATEWAY_FILES';

/** This process as a worker that `startWorkers()` started. */
export interface GatewayWorker {
  /** The number of the worker, from 1 up. A replacement keeps the number. */
  readonly slot: number;
  /** Fires when the worker has to end. */
  readonly closing: AbortSignal;
  /** Calls a function each time the config should be read again. */
  onReload(listener: () => void): void;
  /** Reports that the worker serves. */
  ready(server: Pick<GatewayServer, 'url' | 'port'>): void;
  /** Disconnects from the process that started the worker, so that the worker can end. */
  leave(): Promise<void>;
}

/** Milliseconds. Workers that answer later are left out, because nobody waits that long. */
const collectMs = 10_000;

/** The worker's end of the channel. */
export class WorkerLink implements GatewayWorker, Admissions {
  readonly slot: number;
  /** The folder of uploaded files, which all workers share. */
  readonly filesFolder: string | undefined = process.env[folderVariable];
  readonly #closing = new AbortController();
  readonly #waiting = new Map<number, (all: readonly MetricSet[]) => void>();
  #readOwn: (() => Promise<MetricSet>) | undefined;
  readonly #asked = new Map<number, (verdict: Verdict) => void>();
  #reload: (() => void) | undefined;
  #lastId = 0;

  constructor(slot: number) {
    this.slot = slot;
    process.on('message', (received) => this.#take(unwrapped<ToWorker>(received)));
  }

  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  ready({ url, port }: Pick<GatewayServer, 'url' | 'port'>): void {
    send({ kind: 'ready', url, port });
  }

  onReload(listener: () => void): void {
    this.#reload = listener;
  }

  async leave(): Promise<void> {
    const { default: cluster } = await import('node:cluster');
    cluster.worker?.disconnect();
  }

  /** Asks the parent, which knows what all workers do, so that together they never exceed a limit. */
  async admit(key: string, limits: KeyLimits): Promise<Admission> {
    const id = (this.#lastId += 1);
    const verdict = await new Promise<Verdict>((resolve) => {
      this.#asked.set(id, resolve);
      send({ kind: 'admit', id, key, limits });
    });
    return toAdmission(verdict, limits, {
      useTokens: (count) => send({ kind: 'tokens', key, count }),
      release: () => send({ kind: 'release', key }),
    });
  }

  /** Provides the metrics of this process to workers that collect all. */
  offer(readOwn: () => Promise<MetricSet>): void {
    this.#readOwn = readOwn;
  }

  /** The metrics of all workers. Rejects when they do not come. */
  collect(): Promise<readonly MetricSet[]> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error('The other workers did not send their metrics.'));
      }, collectMs);
      this.#waiting.set(id, (all) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(all);
      });
      send({ kind: 'collect', id });
    });
  }

  #take(message: ToWorker | undefined): void {
    if (message === undefined) return;
    if (message.kind === 'close') this.#closing.abort();
    else if (message.kind === 'reload') this.#reload?.();
    else if (message.kind === 'verdict') this.#decide(message.id, message.verdict);
    else if (message.kind === 'collected') this.#waiting.get(message.id)?.(message.all);
    else void this.#answer(message.id);
  }

  #decide(id: number, verdict: Verdict): void {
    this.#asked.get(id)?.(verdict);
    this.#asked.delete(id);
  }

  async #answer(id: number): Promise<void> {
    send({ kind: 'metrics', id, metrics: await this.#readOwn?.().catch(() => undefined) });
  }
}

let link: WorkerLink | undefined;

/** The link of this process, if it is a worker. */
export function workerLink(): WorkerLink | undefined {
  const slot = Number(process.env[workerVariable]);
  if (!Number.isInteger(slot) || slot < 1 || process.send === undefined) return undefined;
  return (link ??= new WorkerLink(slot));
}

/** This process as a worker; `undefined` unless `startWorkers()` started it. */
export function currentWorker(): GatewayWorker | undefined {
  return workerLink();
}

function send(message: FromWorker): void {
  // Without its parent, this process is about to end.
  if (process.connected) process.send?.(wrapped(message), () => undefined);
}
