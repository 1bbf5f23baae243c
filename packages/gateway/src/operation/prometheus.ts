import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricSet } from '../workers/messages.ts';
import type { AccessEntry } from './access-entry.ts';

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** The metrics that Prometheus reads. Labels have known values only: routes, keys, and models that answered. */
export class PrometheusMetrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'route' | 'status' | 'key'>;
  readonly #active: Gauge<'route'>;
  readonly #duration: Histogram<'route'>;
  readonly #firstContent: Histogram<'provider'>;
  readonly #tokens: Counter<'provider' | 'model' | 'kind'>;
  readonly #errors: Counter<'code' | 'provider'>;
  readonly #left: Counter<'moment'>;
  #hasProcess = false;

  /** @param worker - The slot of this process among workers. Each slot has its own series, so a worker that dies resets only these. */
  constructor(worker: number | undefined) {
    if (worker !== undefined) this.#registry.setDefaultLabels({ worker: String(worker) });
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: 'plugboard_gateway_requests_total',
      help: 'Finished requests.',
      labelNames: ['route', 'status', 'key'],
      registers,
    });
    this.#active = new Gauge({
      name: 'plugboard_gateway_requests_active',
      help: 'Requests that are being served.',
      labelNames: ['route'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'plugboard_gateway_request_duration_seconds',
      help: 'From the head of a request to the end of its reply.',
      labelNames: ['route'],
      buckets: seconds,
      registers,
    });
    this.#firstContent = new Histogram({
      name: 'plugboard_gateway_first_content_seconds',
      help: 'From the head of a request to the first content of its answer.',
      labelNames: ['provider'],
      buckets: seconds,
      registers,
    });
    this.#tokens = new Counter({
      name: 'plugboard_gateway_tokens_total',
      help: 'Tokens as the services counted them.',
      labelNames: ['provider', 'model', 'kind'],
      registers,
    });
    this.#errors = new Counter({
      name: 'plugboard_gateway_errors_total',
      help: 'Errors that clients received, by code.',
      labelNames: ['code', 'provider'],
      registers,
    });
    this.#left = new Counter({
      name: 'plugboard_gateway_clients_left_total',
      help: 'Clients that left before they had the whole reply.',
      labelNames: ['moment'],
      registers,
    });
  }

  /** A request begins. */
  begin(route: string): void {
    this.#active.inc({ route });
  }

  /** Ends a request. */
  end(entry: AccessEntry): void {
    const { route, status, key = '', provider = '', model = '' } = entry;
    this.#active.dec({ route });
    this.#requests.inc({ route, status: String(status), key });
    this.#duration.observe({ route }, entry.durationMs / 1000);
    if (entry.firstContentMs !== undefined) this.#firstContent.observe({ provider }, entry.firstContentMs / 1000);
    if (entry.code !== undefined) this.#errors.inc({ code: entry.code, provider });
    if (entry.left !== undefined) this.#left.inc({ moment: entry.left });
    const { promptTokens, completionTokens } = entry;
    if (promptTokens !== undefined) this.#tokens.inc({ provider, model, kind: 'prompt' }, promptTokens);
    if (completionTokens !== undefined) this.#tokens.inc({ provider, model, kind: 'completion' }, completionTokens);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in the format of Prometheus. */
  text(): Promise<string> {
    this.#measureProcess();
    return this.#registry.metrics();
  }

  /** All metrics for {@link mergedText} of any process. */
  set(): Promise<MetricSet> {
    this.#measureProcess();
    return this.#registry.getMetricsAsJSON();
  }

  /** The sets of several processes in the format of Prometheus. */
  mergedText(sets: readonly MetricSet[]): Promise<string> {
    return AggregatorRegistry.aggregate([...sets]).metrics();
  }

  /** Begins to measure the process only when somebody asks, because that watches the event loop, which costs something. */
  #measureProcess(): void {
    if (!this.#hasProcess) collectDefaultMetrics({ register: this.#registry });
    this.#hasProcess = true;
  }
}
