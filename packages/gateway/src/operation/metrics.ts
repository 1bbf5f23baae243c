import type { WorkerLink } from '../workers/worker.ts';
import type { AccessEntry } from './access-entry.ts';
import type { PrometheusMetrics } from './prometheus.ts';

/** How many begins and ends of requests are kept before prom-client is loaded. They take about 300 kB, and prom-client 5 MB. */
const maxWaiting = 1_000;

/** The metrics. prom-client is loaded when `/metrics` is first read, or once much has happened, and then counts what happened before. */
export class Metrics {
  readonly #workers: WorkerLink | undefined;
  #loaded: PrometheusMetrics | undefined;
  #loading: Promise<PrometheusMetrics> | undefined;
  readonly #waiting: ((metrics: PrometheusMetrics) => void)[] = [];

  /** @param workers - The link to the other workers, whose metrics are read together with these. */
  constructor(workers: WorkerLink | undefined) {
    this.#workers = workers;
    workers?.offer(async () => (this.#loaded ?? (await this.#load())).set());
  }

  /** A request begins. */
  begin(route: string): void {
    this.#count((metrics) => metrics.begin(route));
  }

  /** Ends a request. */
  end(entry: AccessEntry): void {
    this.#count((metrics) => metrics.end(entry));
  }

  /** All metrics in the format of Prometheus, and the media type of that format. */
  async read(): Promise<{ readonly type: string; readonly text: string }> {
    const metrics = this.#loaded ?? (await this.#load());
    const workers = this.#workers;
    const text = await (workers === undefined ? metrics.text() : metrics.mergedText(await workers.collect()));
    return { type: metrics.contentType, text };
  }

  #count(event: (metrics: PrometheusMetrics) => void): void {
    if (this.#loaded !== undefined) return event(this.#loaded);
    this.#waiting.push(event);
    // The reader of the metrics gets the failure.
    if (this.#waiting.length === maxWaiting) this.#load().catch(() => undefined);
  }

  #load(): Promise<PrometheusMetrics> {
    this.#loading ??= import('./prometheus.ts').then(({ PrometheusMetrics }) => {
      const metrics = new PrometheusMetrics(this.#workers?.slot);
      for (const event of this.#waiting.splice(0)) event(metrics);
      return (this.#loaded = metrics);
    });
    return this.#loading;
  }
}
