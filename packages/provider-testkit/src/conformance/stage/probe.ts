import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import {
  defineProvider,
  type Call,
  type ChatEvent,
  type ChatRequest,
  type ConfiguredProvider,
  type Media,
  type Model,
  type Provider,
  type ProviderHost,
  type ProviderDefinition,
  type UploadCall,
} from '@plugboard/core/provider';
import { settles } from '../until.ts';
import { observedHttp, type Reading } from './observed-http.ts';
import { watchedMedia, withWatchedMedia, type MediaWatch, type OnRead } from './watched-media.ts';

/** A definition whose options are not known here. */
export type AnyDefinition = ProviderDefinition<object>;

/** One `stream()` of the provider, seen from inside the client. */
export interface StreamRecord {
  /** The request as text, before the provider saw it. */
  readonly given: string;
  readonly request: ChatRequest;
  /** Copies of what it yielded. */
  readonly events: ChatEvent[];
  /** What the provider threw. */
  error?: unknown;
  threw: boolean;
  /** Whether a `next()` waits. */
  pending: boolean;
  /** The result of another `next()` after `finish`. */
  afterFinish?: Promise<IteratorResult<ChatEvent>> | undefined;
  /** Requests that had gone out before the first `next()`. */
  early: number;
  /** Requests that had gone out when it yielded `finish`. */
  atFinish?: number | undefined;
  /** How many listeners the signal of the call has gained since it began; 0 unless `watchSignal` is set. */
  readonly listenersLeft: () => number;
}

/** What was seen of one instance. */
export interface ProbeRecord {
  provider: Provider | undefined;
  readonly streams: StreamRecord[];
  readonly references: string[];
  /** What `upload` returned, by the names of the files. */
  readonly uploads: Map<string, string>;
  /** Requests that had gone out before the first `stream()` or `upload()`. */
  earlyRequests: number;
  createError: unknown;
  /** The last list of models that the provider gave, or a rejection with what it threw. */
  listed: () => Promise<readonly Model[]>;
}

/** How closely to look. */
export interface ProbeOptions {
  /** Whether the provider is asked for a stream, whichever view of the answer the caller reads. */
  readonly stream: boolean;
  /** Waited for before the first `upload()` or `stream()`, and before its first `next()`. */
  readonly hold?: (() => Promise<void>) | undefined;
  /** Requests so far. */
  readonly requestCount: () => number;
  /** Called around `create`, for as long as it runs. */
  readonly aroundCreate?: (<T>(create: () => T) => T) | undefined;
  /** Called when `create` has returned, with the options as text before and after. */
  readonly onCreated?: ((before: string, after: string) => void) | undefined;
  /** In place of `call.sleep`. */
  readonly sleep: (call: Call, milliseconds: number) => Promise<void>;
  /** Ask again after `finish`. */
  readonly askAgain?: boolean | undefined;
  /** Count the listeners on the signals of calls. */
  readonly watchSignal?: boolean | undefined;
  /** Called for each answer of a chat that the provider reads. */
  readonly onReading?: ((reading: Reading) => void) | undefined;
  /** Called for the bytes of files that the provider reads itself. */
  readonly onRead?: OnRead | undefined;
  /** The most bytes of a piece of a file. Default: as core reads them. */
  readonly mediaPieces?: number | undefined;
}

const definitionKey = Symbol.for('plugboard.definition');
const optionsKey = Symbol.for('plugboard.options');

/** The definition behind a configured provider. Throws a TypeError for anything else. */
export function definitionOf(provider: ConfiguredProvider): AnyDefinition {
  // A plugin that was not called has a definition, too, but no options.
  const given: unknown = provider;
  const definition = Reflect.get(Object(given), definitionKey) as AnyDefinition | undefined;
  if (definition === undefined || typeof given === 'function') {
    throw new TypeError('`create` must return what calling a plugin gives: `create: () => reka({ ... })`.');
  }
  return definition;
}

/** The options given to a configured provider. */
export function optionsOf(provider: ConfiguredProvider): object {
  const give = Reflect.get(provider, optionsKey) as (() => object | undefined) | undefined;
  return give?.() ?? {};
}

/** The same provider under observation. Environment variables of this machine are left out. */
export function probed(
  definition: AnyDefinition,
  options: object,
  id: string,
  look: ProbeOptions,
): { readonly provider: ConfiguredProvider; readonly record: ProbeRecord } {
  const record: ProbeRecord = {
    provider: undefined,
    streams: [],
    references: [],
    uploads: new Map(),
    earlyRequests: 0,
    createError: undefined,
    listed: () => Promise.resolve([]),
  };
  const { environment: _environment, ...rest } = definition;
  const create = (given: object, host: ProviderHost): Provider => {
    try {
      const before = inspect(given, { depth: 4 });
      const made = (): Provider => definition.create(given, host);
      const provider = look.aroundCreate === undefined ? made() : look.aroundCreate(made);
      look.onCreated?.(before, inspect(given, { depth: 4 }));
      record.provider = provider;
      return wrapped(provider, record, look);
    } catch (error) {
      record.createError = error;
      throw error;
    }
  };
  return { provider: defineProvider({ ...rest, create })({ ...options, id }), record };
}

function wrapped(provider: Provider, record: ProbeRecord, look: ProbeOptions): Provider {
  let started: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    started ??= (look.hold?.() ?? Promise.resolve()).then(() => {
      record.earlyRequests = look.requestCount();
    });
    return started;
  };
  const { upload, listModels, close } = provider;
  return {
    get accepts() {
      return provider.accepts;
    },
    maxConcurrent: provider.maxConcurrent,
    stream: (request, call) => observed(provider, request, call, record, look, begin),
    ...(upload !== undefined && {
      upload: async (media: Media, call: UploadCall) => {
        await begin();
        const watch = mediaWatch(look);
        const own = watch === undefined ? media : watchedMedia(media, watch);
        const reference = await upload.call(
          provider,
          own,
          Object.assign(sleeping(call, look), { files: call.files, index: call.index }),
        );
        if (reference === undefined) return undefined;
        record.references.push(reference.url);
        record.uploads.set(media.name, reference.url);
        return reference;
      },
    }),
    ...(listModels !== undefined && {
      listModels: async (call: Call) => {
        try {
          const models = await listModels.call(provider, sleeping(call, look));
          record.listed = () => Promise.resolve(models);
          return models;
        } catch (error) {
          record.listed = () => Promise.reject(error);
          throw error;
        }
      },
    }),
    ...(close !== undefined && { close: () => close.call(provider) }),
  };
}

function observed(
  provider: Provider,
  given: ChatRequest,
  call: Call,
  record: ProbeRecord,
  look: ProbeOptions,
  begin: () => Promise<void>,
): AsyncIterable<ChatEvent> {
  // A call makes its signal only when asked for it, so only a case about listeners asks.
  const listeners = look.watchSignal === true ? listenersOf(call.signal) : () => 0;
  const before = listeners();
  const { onReading } = look;
  const watch = mediaWatch(look);
  const request: ChatRequest = { ...given, stream: look.stream };
  const asked = watch === undefined ? request : withWatchedMedia(request, watch);
  const own = sleeping(call, look, onReading === undefined ? call.http : observedHttp(call.http, onReading));
  const stream: StreamRecord = {
    given: snapshot(request),
    request,
    events: [],
    threw: false,
    pending: false,
    early: 0,
    listenersLeft: () => listeners() - before,
  };
  record.streams.push(stream);
  let inner: AsyncIterator<ChatEvent> | undefined;
  const open = async (): Promise<AsyncIterator<ChatEvent>> => {
    await begin();
    const earlier = look.requestCount();
    const made = provider.stream(asked, own)[Symbol.asyncIterator]();
    if (look.hold !== undefined) {
      await look.hold();
      stream.early = look.requestCount() - earlier;
    }
    return made;
  };
  const next = async (): Promise<IteratorResult<ChatEvent>> => {
    stream.pending = true;
    try {
      inner ??= await open();
      const result = await inner.next();
      if (result.done !== true) {
        stream.events.push(structuredClone(result.value));
        if (result.value.type === 'finish') stream.atFinish ??= look.requestCount();
        if (look.askAgain === true && result.value.type === 'finish') {
          stream.afterFinish = inner.next();
          // Core releases the connection once it has the `finish`. Whatever the provider does after it must be seen before.
          await settles(stream.afterFinish, 250);
        }
      }
      return result;
    } catch (error) {
      stream.threw = true;
      stream.error = error;
      throw error;
    } finally {
      stream.pending = false;
    }
  };
  const leave = async (): Promise<IteratorResult<ChatEvent>> => {
    await inner?.return?.();
    return { done: true, value: undefined };
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}

/** The same call with another `sleep`. It does not touch the signal, which costs something when it is asked for. */
function sleeping(call: Call, { sleep }: ProbeOptions, http: Call['http'] = call.http): Call {
  return {
    get signal() {
      return call.signal;
    },
    http,
    sleep: (milliseconds) => sleep(call, milliseconds),
    warn: (warning) => call.warn(warning),
  };
}

function mediaWatch({ onRead, mediaPieces }: ProbeOptions): MediaWatch | undefined {
  return onRead === undefined && mediaPieces === undefined ? undefined : { onRead, pieces: mediaPieces };
}

function listenersOf(signal: AbortSignal): () => number {
  return () => getEventListeners(signal, 'abort').length;
}

/** A request as text; files by their names. */
export function snapshot(request: ChatRequest): string {
  return JSON.stringify(request);
}
