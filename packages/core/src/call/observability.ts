import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel, type TracingChannel } from 'node:diagnostics_channel';
import type { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { ChatParameters } from '../contract/chat-request.ts';
import type { ParsedRequest } from './parsed-request.ts';
import type { Redactor } from '../errors/redactor.ts';
import type { Warning } from '../contract/provider.ts';
import { redactCause } from '../errors/sanitized-cause.ts';
import type { Logger } from '../contract/provider-host.ts';

/** Facts about a call, an attempt or an upload. Never a prompt, an answer, a header, a file name or a secret. */
type TraceAttributes = Record<string, string | number | boolean | readonly string[]>;

/**
 * What subscribers of the tracing channels `plugboard:call`, `plugboard:attempt` and `plugboard:upload` get: the same
 * object from `start` to `asyncEnd`. Its names are those of OpenTelemetry's semantic conventions for generative AI, or
 * `plugboard.*` where these have none. `attributes` grows until `asyncEnd`.
 */
export interface TraceRecord {
  readonly attributes: TraceAttributes;
  /** The error as the caller sees it (call), or that of this attempt or upload. Set before `error` is published. */
  error?: PlugboardError | undefined;
}

// `diagnostics_channel` names channels for the whole process. Usually there are no subscribers, and then the channels
// cost only a check of `hasSubscribers`, because a `Trace` is created only if somebody listens.
export const channels: Readonly<Record<'call' | 'attempt' | 'upload', TracingChannel<unknown, TraceRecord>>> = {
  call: tracingChannel('plugboard:call'),
  attempt: tracingChannel('plugboard:attempt'),
  upload: tracingChannel('plugboard:upload'),
};

/** One traced operation. */
export class Trace {
  readonly #channel: TracingChannel<unknown, TraceRecord>;
  readonly #record: TraceRecord;
  /**
   * Later events are published in the caller's async context, with the stores bound to `start`, and not in that of the
   * connection.
   */
  #inContext: <T>(work: () => T) => T = AsyncLocalStorage.snapshot();
  #over = false;

  constructor(channel: TracingChannel<unknown, TraceRecord>, attributes: TraceAttributes) {
    this.#channel = channel;
    this.#record = { attributes };
  }

  /** Runs the operation's first, synchronous part between `start` and `end`, in the stores bound to `start`. */
  run<T>(work: () => T): T {
    return this.#channel.start.runStores(this.#record, () => {
      this.#inContext = AsyncLocalStorage.snapshot();
      try {
        return work();
      } finally {
        this.#channel.end.publish(this.#record);
      }
    });
  }

  set(attributes: Readonly<Record<string, TraceAttributes[string] | undefined>>): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined) this.#record.attributes[name] = value;
    }
  }

  finish({ reason, usage }: Extract<ChatEvent, { type: 'finish' }>): void {
    this.set({
      'gen_ai.response.finish_reasons': [reason.replace('-', '_')],
      'gen_ai.usage.input_tokens': usage?.inputTokens,
      'gen_ai.usage.output_tokens': usage?.outputTokens,
    });
  }

  fail(error: PlugboardError): void {
    if (this.#over) return;
    this.set({ 'error.type': error.code, 'http.response.status_code': error.status });
    this.#record.error = error;
    this.#inContext(() => this.#channel.error.publish(this.#record));
    this.end();
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#inContext(() => {
      this.#channel.asyncStart.publish(this.#record);
      this.#channel.asyncEnd.publish(this.#record);
    });
  }
}

/** The model that a call asks, as attributes name it. */
export interface TracedModel {
  /** The instance. */
  readonly provider: string;
  readonly plugin: string;
  /** The model name, without secrets. */
  readonly model: string;
}

/** The attributes of a call when it begins. */
export function callAttributes(
  { stream, parameters }: Pick<ParsedRequest, 'stream' | 'parameters'>,
  { provider, plugin, model }: TracedModel,
): TraceAttributes {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': plugin,
    'gen_ai.request.model': model,
    'gen_ai.request.stream': stream,
    ...parameterAttributes(parameters),
    'plugboard.provider.id': provider,
  };
}

/** The attributes that are known once a call has its first content. Its provider may be a fallback. */
export function committedAttributes(
  { provider, plugin, model }: TracedModel,
  id: string,
  { attempts, waitedMs }: { readonly attempts: number; readonly waitedMs: number },
): TraceAttributes {
  return {
    'gen_ai.provider.name': plugin,
    'gen_ai.response.id': id,
    'gen_ai.response.model': model,
    'gen_ai.response.time_to_first_chunk': waitedMs / 1000,
    'plugboard.provider.id': provider,
    'plugboard.attempts': attempts,
  };
}

/** The parameters of a request as attributes. `stop` is left out: it is text of the caller. */
function parameterAttributes(parameters: ChatParameters): TraceAttributes {
  const attributes: TraceAttributes = {};
  for (const name of tracedParameters) {
    const value = parameters[name];
    if (value !== undefined) attributes[`gen_ai.request.${name}`] = value;
  }
  const most = parameters.max_completion_tokens;
  if (most !== undefined) attributes['gen_ai.request.max_tokens'] = most;
  return attributes;
}

const tracedParameters = [
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'seed',
  'frequency_penalty',
  'presence_penalty',
] as const;

/** Collects the warnings of one call for its caller. */
export class Warnings {
  readonly #texts: string[];
  readonly #redactor: Redactor;
  readonly #features = new Set<string>();

  constructor(texts: string[], redactor: Redactor) {
    this.#texts = texts;
    this.#redactor = redactor;
  }

  /**
   * Adds a warning. One about a feature is kept only once, even if a retry or a later part of the stream gives it
   * again.
   */
  add(warning: string | Warning): void {
    const text = this.#redactor.clean(warningText(warning));
    if (typeof warning === 'object') {
      if (this.#features.has(text)) return;
      this.#features.add(text);
    }
    this.#texts.push(text);
  }
}

/** The text of a warning, which begins with its feature, if it has one. A plugin may pass anything. */
export function warningText(warning: string | Warning): string {
  if (typeof warning !== 'object' || warning === null) return String(warning);
  const { feature, message } = warning;
  return `${String(feature)}: ${String(message)}`;
}

/** Deeper fields tell an operator nothing. */
const maxDepth = 4;

/** A logger that removes secrets, even if a plugin logs what it should not. */
export function redactedLog(log: Logger, redactor: Redactor): Logger {
  const write =
    (level: 'debug' | 'warn') =>
    (message: string, fields?: object): void => {
      const cleaned = redactor.clean(String(message));
      if (fields === undefined) log[level](cleaned);
      else log[level](cleaned, cleanFields(fields, redactor));
    };
  return { debug: write('debug'), warn: write('warn') };
}

function cleanFields(fields: object, redactor: Redactor): object {
  const cleaned = cleanValue(fields, redactor, 0);
  return typeof cleaned === 'object' && cleaned !== null ? cleaned : { value: cleaned };
}

function cleanValue(value: unknown, redactor: Redactor, depth: number): unknown {
  if (typeof value === 'string') return redactor.clean(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (value instanceof Error) return redactCause(value, redactor);
  if (depth >= maxDepth) return '[deeper]';
  if (Array.isArray(value)) return value.map((entry) => cleanValue(entry, redactor, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [redactor.clean(name), cleanValue(entry, redactor, depth + 1)]),
  );
}
