import type { KeyUse, UsePeers } from '../access/key-usage.ts';
import type { GatewayServer } from '../server.ts';
import { unwrapped, wrapped, type FromWorker, type MetricSet, type ToWorker } from './messages.ts';

/** The variable that tells a process that it is a worker, and which. */
export const workerVariable = 'PLUGBOARD_GATEWAY_WORKER';

/** The variable with the folder of the files that were uploaded, which all workers share. */
export const folderVariable = 'PLUGBOARD_GATEWAY_FILES';

/** A process that `startWorkers()` started, seen from inside. */
export interface GatewayWorker {
  /** From 1 up. The process that takes the place of one that died has the same. */
  readonly slot: number;
  /** Fires when the worker has to end. */
  readonly closing: AbortSignal;
  /** Says that the worker serves. */
  ready(server: Pick<GatewayServer, 'url' | 'port'>): void;
  /** Lets go of the process that started it, so that this one can end. */
  leave(): Promise<void>;
}

/** Workers that answer late are busy for so long that nobody waits for them. */
const collectMs = 10_000;

/** The worker's end of the channel. */
export class WorkerLink implements GatewayWorker, UsePeers {
  readonly slot: number;
  /** Where uploaded files are, for all workers. */
  readonly filesFolder: string | undefined = process.env[folderVariable];
  readonly #closing = new AbortController();
  readonly #waiting = new Map<number, (all: readonly MetricSet[]) => void>();
  #readOwn: (() => Promise<MetricSet>) | undefined;
  #takeUse: ((use: KeyUse) => void) | undefined;
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

  async leave(): Promise<void> {
    const { default: cluster } = await import('node:cluster');
    cluster.worker?.disconnect();
  }

  tellUse(use: KeyUse): void {
    send({ kind: 'use', use });
  }

  onUse(take: (use: KeyUse) => void): void {
    this.#takeUse = take;
    send({ kind: 'share-use' });
  }

  /** Gives the metrics of this process to those who ask for all. */
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
    else if (message.kind === 'use') this.#takeUse?.(message.use);
    else if (message.kind === 'collected') this.#waiting.get(message.id)?.(message.all);
    else void this.#answer(message.id);
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
  // A process that lost the one that started it is about to end.
  if (process.connected) process.send?.(wrapped(message), () => undefined);
}
