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

/** Sessions of a browser are not made for bursts. */
const concurrentCalls = 8;

/** So many rewrites of one answer look as if the service no longer sent the whole text each time. */
const suspiciousRevisions = 4;

/** The provider behind a saved browser session: cookie, bearer token, upload, then chat as a stream of cumulative text. */
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
      // They would all stand on the first turn, which holds one.
      mediaPerRequest: options.mediaOnFirstTurn === true ? 1 : undefined,
    },
    maxConcurrent: options.cookies === undefined ? undefined : concurrentCalls,

    async upload(media, call) {
      if (media.kind === 'audio') {
        throw new PlugboardError(
          'unsupported',
          "Reka's web session takes images, videos and PDF files, but no audio.",
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
        if (message.kind === 'ignored') host.log.debug(`Reka sent ${message.why}; it is ignored.`);
        if (message.kind === 'failure') throw http.failure('chat', message.body);
        if (message.kind !== 'answer') continue;
        // Whole answers of this service have come without a finish reason; being one JSON document, they cannot have been cut.
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
        yield* newSources(message.sources);
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
      // Without a last event the answer is cut off; what was held back still belongs to the partial text.
      yield* text.end();
    },
  };
}

/**
 * Tells once when the service may no longer send the whole text with each event: when a rewrite keeps nothing of what was there,
 * not even its first character, or when there are many. Increments that are taken for whole texts look like that.
 */
function warningOfRevisions(): (change: ChatEvent) => string | undefined {
  let first: string | undefined;
  let revisions = 0;
  let told = false;
  return (change) => {
    if (change.type !== 'text-delta' && change.type !== 'text-revised') return undefined;
    const before = first;
    if (change.type === 'text-revised') first = change.text.slice(0, 1);
    else first ??= change.text.slice(0, 1);
    if (told || change.type === 'text-delta') return undefined;
    revisions += 1;
    const what =
      before !== first ? 'into one that begins differently' : revisions === suspiciousRevisions ? 'several times' : '';
    told = what !== '';
    return told
      ? `Reka rewrote its answer ${what}. It may no longer send the whole text with each event; compare the answer with the website.`
      : undefined;
  };
}

/** Search results come with every event; each is told once. */
function sourcesOnce(): (sources: readonly Source[]) => readonly Source[] {
  const told = new Set<string>();
  return (sources) =>
    sources.filter(({ url, text }) => {
      const key = JSON.stringify([url, text]);
      return !told.has(key) && told.add(key);
    });
}
