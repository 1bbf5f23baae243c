import cluster, { type Worker } from 'node:cluster';
import { PlugboardError } from '@plugboard/core';
import { TempFolder } from '../body/temp-folder.ts';
import { unwrapped, wrapped, type FromWorker, type MetricSet, type ToWorker } from './messages.ts';
import { SharedUsage } from './shared-usage.ts';
import { folderVariable, workerVariable } from './worker.ts';

/** How {@link startWorkers} starts workers. */
export interface WorkersOptions {
  /** How many workers to start. */
  readonly count: number;
  /** The path of the program that each of them runs. It calls `currentWorker()?.ready(server)`. */
  readonly program: string;
  readonly args?: readonly string[] | undefined;
  /** Called with a sentence when a worker dies or is replaced. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** Workers that share one port. */
export interface Workers {
  readonly url: string;
  readonly port: number;
  /** The ids of the processes that run now. */
  readonly pids: readonly number[];
  /** Lets all workers read the config again. */
  reload(): void;
  /** Lets all workers finish their running answers, and settles when they have ended. */
  close(): Promise<void>;
}

/** The first worker ended before it served. It has reported the reason itself. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
  /** Its exit code; `undefined` when a signal ended it. */
  readonly exitCode: number | undefined;

  constructor(exitCode: number | undefined) {
    super('The first worker ended before it served.');
    this.exitCode = exitCode;
  }
}

/** A worker that lives shorter than this most likely dies again, so its replacement waits for this time. */
const shortLifeMs = 1_000;

const maxWorkers = 256;

/**
 * Starts processes that serve on one port. One starts first, so that a failure is reported once. Rejects with `config_invalid` for a
 * wrong count, and with {@link WorkerStartError}.
 */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const { count } = options;
  if (!Number.isInteger(count) || count < 1 || count > maxWorkers) {
    throw new PlugboardError('config_invalid', `The number of workers must be a whole number from 1 to ${maxWorkers}.`);
  }
  const pool = new WorkerPool(options);
  const { url, port } = await pool.start(1).catch(async (error: unknown) => {
    await pool.close();
    throw error;
  });
  // Workers that fail are reported and replaced, as later.
  await Promise.allSettled(Array.from({ length: count - 1 }, (_, index) => pool.start(index + 2)));
  return {
    url,
    port,
    get pids() {
      return pool.pids;
    },
    reload: () => pool.reload(),
    close: () => pool.close(),
  };
}

type Ready = Extract<FromWorker, { readonly kind: 'ready' }>;

/** Metrics that are being collected for a worker. */
interface Collection {
  readonly key: number;
  readonly asker: Worker;
  /** The number that the worker gave to its request. */
  readonly id: number;
  readonly missing: Set<Worker>;
  readonly all: MetricSet[];
}

class WorkerPool {
  readonly #options: WorkersOptions;
  readonly #workers = new Set<Worker>();
  /** For uploaded files. */
  readonly #temp = new TempFolder();
  readonly #usage = new SharedUsage<Worker>(() => performance.now());
  readonly #collections = new Map<number, Collection>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #lastKey = 0;
  #isServing = false;
  #isClosing = false;

  constructor(options: WorkersOptions) {
    this.#options = options;
    // Metrics may be NaN, which JSON would lose.
    cluster.setupPrimary({ exec: options.program, args: [...(options.args ?? [])], serialization: 'advanced' });
  }

  get pids(): readonly number[] {
    return [...this.#workers].flatMap(({ process: { pid } }) => (pid === undefined ? [] : [pid]));
  }

  /** Starts a worker, and settles when it serves. */
  start(slot: number): Promise<Ready> {
    const worker = cluster.fork({ [workerVariable]: String(slot), [folderVariable]: this.#temp.path });
    const started = performance.now();
    let isReady = false;
    this.#workers.add(worker);
    return new Promise((resolve, reject) => {
      worker.on('message', (received: unknown) => {
        const message = unwrapped<FromWorker>(received);
        if (message?.kind === 'ready') {
          isReady = true;
          this.#isServing = true;
          resolve(message);
        } else if (message?.kind === 'collect' || message?.kind === 'metrics') {
          this.#exchangeMetrics(worker, message);
        } else if (message !== undefined) this.#countUse(worker, message);
      });
      worker.on('error', () => undefined);
      worker.once('exit', (code: number | null, signal: string | null) => {
        this.#forget(worker);
        if (!isReady) reject(new WorkerStartError(code ?? undefined));
        if (this.#isClosing || !this.#isServing) return;
        const how = signal ?? `exit code ${code ?? 0}`;
        this.#replace(slot, `Worker ${slot} (process ${worker.process.pid ?? 0}) ended with ${how}.`, started);
      });
    });
  }

  reload(): void {
    for (const worker of this.#workers) send(worker, { kind: 'reload' });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(
      [...this.#workers].map((worker) => {
        const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
        send(worker, { kind: 'close' });
        return gone;
      }),
    );
    await this.#temp.remove();
  }

  #replace(slot: number, says: string, started: number): void {
    const { onNote } = this.#options;
    const waitMs = performance.now() - started < shortLifeMs ? shortLifeMs : 0;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.start(slot).then(
        ({ url }) => onNote?.(`Worker ${slot} serves ${url} again.`),
        // Its end is reported, and the next one starts.
        () => undefined,
      );
    }, waitMs);
    this.#timers.add(timer);
    onNote?.(`${says} Another one takes its place.`);
  }

  #forget(worker: Worker): void {
    this.#workers.delete(worker);
    this.#usage.forget(worker);
    for (const collection of this.#collections.values()) {
      if (collection.missing.delete(worker)) this.#finish(collection);
    }
  }

  #countUse(worker: Worker, message: Extract<FromWorker, { readonly kind: 'admit' | 'tokens' | 'release' }>): void {
    // Messages that a worker sent before it died may arrive later.
    if (!this.#workers.has(worker)) return;
    if (message.kind === 'tokens') this.#usage.useTokens(message.key, message.count);
    else if (message.kind === 'release') this.#usage.release(worker, message.key);
    else {
      const { id, key, limits } = message;
      send(worker, { kind: 'verdict', id, verdict: this.#usage.begin(worker, key, limits) });
    }
  }

  #exchangeMetrics(worker: Worker, message: Extract<FromWorker, { readonly kind: 'collect' | 'metrics' }>): void {
    if (message.kind === 'collect') {
      const key = (this.#lastKey += 1);
      this.#collections.set(key, { key, asker: worker, id: message.id, missing: new Set(this.#workers), all: [] });
      for (const other of this.#workers) send(other, { kind: 'collect', id: key });
      return;
    }
    const collection = this.#collections.get(message.id);
    if (collection?.missing.delete(worker) !== true) return;
    if (message.metrics !== undefined) collection.all.push(message.metrics);
    this.#finish(collection);
  }

  #finish({ key, asker, id, missing, all }: Collection): void {
    if (missing.size > 0) return;
    this.#collections.delete(key);
    send(asker, { kind: 'collected', id, all });
  }
}

function send(worker: Worker, message: ToWorker): void {
  // If the worker has just died, its exit event is handled elsewhere.
  if (worker.isConnected()) worker.send(wrapped(message), () => undefined);
}
