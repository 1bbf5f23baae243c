import { PlugboardError, type ChatEvent, type Http, type Provider, type ProviderHost } from '@plugboard/core/provider';
import { callOptionTypes } from '../call-options.ts';
import { classifyFailure } from '../classify.ts';
import { toChatBody, webExtra } from './chat-body.ts';
import { cumulativeText } from './cumulative-text.ts';
import { finishReasonFrom, messageFrom, type Source } from './message.ts';
import { sessionCredential, type SessionOptions } from './session.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { uploadedUrlFrom } from './upload.ts';

/** Options of the web session; see `RekaOptions`. */
export interface WebSessionOptions extends SessionOptions {
  readonly mediaOnFirstTurn?: boolean | undefined;
}

/** The session of a browser is not made for many calls at once. */
const concurrentCalls = 8;

/** This many rewrites of one answer suggest that the service no longer sends the whole text each time. */
const suspiciousRevisions = 4;

/** The provider for a saved browser session: cookie, bearer token, upload, and then a chat as a stream of cumulative text. */
export function createWebSession(options: WebSessionOptions, origin: URL, host: ProviderHost): Provider {
  const credential = sessionCredential(options, origin, host);
  const open = (http: Http): Http =>
    http.with({ baseUrl: origin, ...credential(), classify: (failure) => classifyFailure(failure, host.now()) });

  return {
    accepts: {
      parameters: ['seed'],
      extra: webExtra,
      extraTypes: callOptionTypes,
      remoteMedia: false,
      mediaPerTurn: 1,
      // All of them would be sent with the first turn, which may have one.
      mediaPerRequest: options.mediaOnFirstTurn === true ? 1 : undefined,
    },
    maxConcurrent: options.cookies === undefined ? undefined : concurrentCalls,

    async upload(media, call) {
      if (media.kind === 'audio') {
        throw new PlugboardError(
          'unsupported',
          "Reka's web session accepts images, videos and PDF files, but not audio.",
          {
            phase: 'upload',
          },
        );
      }
      const http = open(call.http);
      return {
        url: uploadedUrlFrom(
          await http.json({ phase: 'upload', url: '/api/upload-image', form: { image: media } }),
          http,
        ),
      };
    },

    async *stream(request, call): AsyncGenerator<ChatEvent> {
      const json = toChatBody(request, options);
      const http = open(call.http);
      const text = cumulativeText();
      const snapshots = new SnapshotReader();
      const newSources = sourcesOnce();
      const revisionWarning = warningOfRevisions();
      for await (const event of http.events({ phase: 'chat', url: '/api/chat', json })) {
        const message = messageFrom(event, snapshots);
        if (message.kind === 'ignored') host.log.debug(`Ignored: Reka sent ${message.why}.`);
        if (message.kind === 'failure') throw http.failure('chat', message.body);
        if (message.kind !== 'answer') continue;
        // The service has sent whole responses without a finish reason. A complete JSON document cannot have been cut off.
        const final = message.finishReason !== undefined || (event.whole === true && message.text !== undefined);
        const changes = final
          ? text.end(message.text)
          : message.text === undefined
            ? []
            : text.next(message.text, message.grown);
        for (const change of changes) {
          yield change;
          const warning = revisionWarning(change);
          if (warning !== undefined) call.warn(warning);
        }
        // Not `yield*`, which costs promises even for nothing.
        for (const source of newSources(message.sources)) yield source;
        if (final) {
          yield {
            type: 'finish',
            reason: finishReasonFrom(message.finishReason),
            rawReason: message.finishReason,
            usage: message.usage,
          };
          return;
        }
      }
      // Without a last event, the answer was cut off. The held-back text still belongs to the partial text.
      yield* text.end();
    },
  };
}

/**
 * Warns once if the service may no longer send the whole text with each event: if a rewrite does not even keep the first character,
 * or if there are many rewrites. That is what increments look like when they are taken for whole texts.
 */
function warningOfRevisions(): (change: ChatEvent) => string | undefined {
  let first: string | undefined;
  let revisions = 0;
  let warned = false;
  return (change) => {
    if (change.type !== 'text-delta' && change.type !== 'text-revised') return undefined;
    const before = first;
    if (change.type === 'text-revised') first = change.text.slice(0, 1);
    else first ??= change.text.slice(0, 1);
    if (warned || change.type === 'text-delta') return undefined;
    revisions += 1;
    const what =
      before !== first ? 'into one that begins differently' : revisions === suspiciousRevisions ? 'several times' : '';
    warned = what !== '';
    return warned
      ? `Reka rewrote its answer ${what}. It may no longer send the whole text with each event; compare the answer with the website.`
      : undefined;
  };
}

/** The service repeats search results with every event. Emits each of them once. */
function sourcesOnce(): (sources: readonly Source[]) => readonly Source[] {
  const emitted = new Set<string>();
  return (sources) =>
    sources.filter(({ url, text }) => {
      const key = JSON.stringify([url, text]);
      return !emitted.has(key) && emitted.add(key);
    });
}
