import { HTTP_DISPATCHER, type Container } from '@plugboard/core';
import type { WirePhase } from '@plugboard/core/provider';
import { Agent, type Dispatcher } from 'undici';
import type { Exchange, FixtureFiles } from '../fixtures/fixture.ts';
import { FixtureError } from '../fixtures/fixture-error.ts';
import { Capture } from './capture.ts';
import { learnPatterns, learnSecrets } from './learn-secrets.ts';
import { Redaction } from './redaction.ts';
import { toExchange } from './to-exchange.ts';

/** What a {@link Recorder} needs to know. */
export interface RecorderOptions {
  /** Where requests go. Default: the network. It is not closed. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Known secrets by the name of their placeholder, such as `{ appSession: '...' }`. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /**
   * Where values are that nobody knows beforehand, by the name of their placeholder: `{ upload: /\/files\/([\w-]+)/ }`. The first group
   * of each match is replaced, or the whole match.
   */
  readonly patterns?: Readonly<Record<string, RegExp>> | undefined;
  /** What a request is for. Default: by words of its path, such as `auth`, `upload` and `models`, otherwise `chat`. */
  readonly phaseOf?: ((request: { readonly method: string; readonly url: URL }) => WirePhase) | undefined;
}

/** What was recorded, without secrets. */
export interface Recording {
  readonly exchanges: readonly Exchange[];
  /** Bodies and files by name. */
  readonly files: FixtureFiles;
  /** Replaces the same secrets in any other JSON value, such as the expected text. */
  redact(value: unknown): unknown;
}

/** Records what a client sends and gets. It holds secrets while it lives, but what it returns has placeholders. */
export interface Recorder {
  /** Register it as `HTTP_DISPATCHER`. */
  readonly dispatcher: Dispatcher;
  /** Fits `new Client({ container })`. */
  readonly container: Container;
  /** What happened so far, for a fixture of this name. `files`: the files that the caller passed, by the names under which they were sent. */
  recording(name: string, files?: FixtureFiles): Promise<Recording>;
  /** Closes its own connections. */
  close(): Promise<void>;
}

/** Makes a {@link Recorder}. Opens nothing. */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  // Clients have their own timers.
  const target = options.dispatcher ?? new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const captures: Capture[] = [];
  const dispatcher = target.compose((dispatch) => (request, handler) => {
    if (handler.onRequestStart === undefined) {
      throw new FixtureError('The recorder needs a handler of undici 7 or later (onRequestStart).');
    }
    const capture = new Capture(request);
    captures.push(capture);
    return dispatch(capture.options(), capture.handler(handler));
  });
  const container: Container = {
    createChildContainer: () => container,
    isRegistered: (token) => token === HTTP_DISPATCHER,
    resolve: <T>(): T => dispatcher as T,
  };
  return {
    dispatcher,
    container,
    recording: (name, files) => toRecording(captures, name, files ?? {}, options),
    close: async () => {
      if (options.dispatcher === undefined) await target.close();
    },
  };
}

async function toRecording(
  captures: readonly Capture[],
  name: string,
  given: FixtureFiles,
  options: RecorderOptions,
): Promise<Recording> {
  const redaction = new Redaction();
  for (const [secret, value] of Object.entries(options.secrets ?? {})) redaction.add(secret, value);
  const captured = captures.filter(({ answered }) => answered).map(({ exchange }) => exchange);
  for (const exchange of captured) {
    learnSecrets(exchange, redaction);
    learnPatterns(exchange, options.patterns ?? {}, redaction);
  }
  const exchanges: Exchange[] = [];
  const files: Record<string, Uint8Array | string> = { ...given };
  for (const [index, exchange] of captured.entries()) {
    const url = new URL(exchange.url);
    const phase = options.phaseOf?.({ method: exchange.method, url }) ?? guessPhase(url);
    const converted = await toExchange(exchange, { phase, bodyName: `${name}.${index + 1}`, files: given, redaction });
    exchanges.push(converted.exchange);
    Object.assign(files, converted.files);
  }
  return { exchanges, files, redact: (value) => redaction.json(value) };
}

function guessPhase({ pathname }: URL): WirePhase {
  if (/\b(?:auth|login|token|access_token|oauth|session)\b/.test(pathname)) return 'auth';
  if (/\b(?:upload|uploads|files|upload-image)\b/.test(pathname)) return 'upload';
  return /\bmodels$/.test(pathname) ? 'models' : 'chat';
}
