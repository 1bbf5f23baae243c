import { copyError } from '../errors/copy-error.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { LoadedMedia } from '../media/media-part.ts';
import type { MediaHandle } from '../media/open-media.ts';
import { filesOf, type ParsedRequest, type FilePart } from './parsed-request.ts';
import { type CancelListener, CancelController, type CancelSignal, raceCancel } from '../util/cancel.ts';
import { sleep } from './retry.ts';
import type { Media } from '../contract/media.ts';
import { bytesOfMedia } from '../media/media-part.ts';
import type { Provider, UploadCall, Warning } from '../contract/provider.ts';
import { explainFailure } from './explain-failure.ts';
import type { CallServices, CallTimeouts } from './instance-pool.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import type { HttpObserver } from '../http/http-scope.ts';
import { channels, Trace } from './observability.ts';

/** One round of uploads for one candidate. */
export interface UploadRound {
  readonly services: CallServices;
  readonly provider: string;
  readonly upload: NonNullable<Provider['upload']>;
  readonly signal: CancelSignal;
  readonly timeouts: CallTimeouts;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly onProgress:
    | ((progress: { phase: 'upload'; index: number; sent: number; total: number | undefined }) => void)
    | undefined;
  /** Whether the round is retried after this failure. */
  mayRetry(failure: PlugboardError): boolean;
  /** Observes the requests of the uploads. */
  readonly observer: HttpObserver;
  warn(warning: string | Warning): void;
}

/**
 * Uploads in parallel all files that have no reference yet, and adds the references. References of finished uploads
 * stay if another upload fails, so that a retry sends only the rest. A failure that is not retried ends the other
 * uploads. Before a retry it waits for them, because it must not send twice what the service has received.
 */
export async function uploadMedia(
  round: UploadRound,
  files: readonly MediaHandle[],
  loaded: ReadonlyMap<MediaHandle, LoadedMedia>,
  references: Map<MediaHandle, string>,
): Promise<void> {
  const group = new CancelController();
  let retryable: PlugboardError | undefined;
  const follow: CancelListener = { onCancel: (reason) => group.cancel(reason) };
  if (round.signal.reason === undefined) round.signal.subscribe(follow);
  else group.cancel(round.signal.reason);
  try {
    const here = files.map((file) => loaded.get(file)).filter((media) => media !== undefined);
    const uploads = files.map(async (file, index) => {
      const media = loaded.get(file);
      if (media === undefined || references.has(file)) return;
      const name = (error: unknown): PlugboardError => naming(error, file.label, files.length);
      try {
        const reference = await tracedUpload({ ...round, files: here }, media, index, group, name);
        if (reference !== undefined) references.set(file, reference);
      } catch (error) {
        // After a failure that ended all uploads, the errors of the others only follow from it.
        if (group.reason !== undefined) return;
        const failure = name(error);
        if (round.mayRetry(failure)) retryable ??= failure;
        else group.cancel(failure);
      }
    });
    await Promise.all(uploads);
    const failure = group.reason ?? retryable;
    if (failure !== undefined) throw failure;
  } finally {
    round.signal.unsubscribe(follow);
  }
}

type FilesRound = UploadRound & Pick<UploadCall, 'files'>;

async function tracedUpload(
  round: FilesRound,
  media: LoadedMedia,
  index: number,
  group: CancelController,
  name: (error: unknown) => PlugboardError,
): Promise<string | undefined> {
  if (!channels.upload.hasSubscribers) return uploadOne(round, media, index, group, name);
  const trace = new Trace(channels.upload, {
    'plugboard.provider.id': round.provider,
    'plugboard.media.index': index,
    'plugboard.media.kind': media.kind,
    'plugboard.media.type': media.type,
    ...(media.size !== undefined && { 'plugboard.media.size': media.size }),
  });
  try {
    const url = await trace.run(() => uploadOne(round, media, index, group, name));
    trace.end();
    return url;
  } catch (error) {
    const { redactor } = round.services;
    trace.fail(
      explainFailure(normalizeThrown(error, 'upload'), {
        provider: round.provider,
        model: undefined,
        attempts: [],
        partialText: undefined,
        redactor,
        ended: round.signal.reason,
      }),
    );
    throw error;
  }
}

async function uploadOne(
  { services, provider, upload, timeouts, headers, onProgress, observer, warn, files }: FilesRound,
  media: LoadedMedia,
  index: number,
  group: CancelController,
  name: (error: unknown) => PlugboardError,
): Promise<string | undefined> {
  if (!media.readable) throw alreadyRead(media.name);
  const cancelTimer = services.clock.schedule(timeouts.upload, () => group.cancel(name(tooSlow(timeouts.upload))));
  try {
    const http = services.http(provider, { signal: group, timeouts, headers, observer });
    const sent =
      onProgress === undefined
        ? media
        : counted(media, (bytes) => onProgress({ phase: 'upload', index, sent: bytes, total: media.size }));
    const sleepWithin = (milliseconds: number): Promise<void> => sleep(services.clock, milliseconds, group);
    // A provider that ignores the abort must not hold up the call.
    const reference: unknown = await raceCancel(
      Promise.resolve(
        upload(sent, {
          signal: group.abortSignal,
          http,
          sleep: sleepWithin,
          warn,
          files: files.map(({ kind, size }) => ({ kind, size })),
          index: files.indexOf(media),
        }),
      ),
      group,
    );
    return urlOf(reference);
  } finally {
    cancelTimer();
  }
}

function urlOf(reference: unknown): string | undefined {
  if (reference === undefined) return undefined;
  if (typeof reference === 'object' && reference !== null && 'url' in reference && typeof reference.url === 'string') {
    return reference.url;
  }
  throw new PlugboardError('protocol_error', 'The provider returned no URL for an upload.', { phase: 'upload' });
}

function counted(
  media: LoadedMedia,
  onSent: (bytes: number) => void,
): Media & Pick<LoadedMedia, 'reusable' | 'uncounted'> {
  const { reusable } = media;
  const count = async function* (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let sent = 0;
    for await (const piece of pieces) {
      yield piece;
      sent += piece.byteLength;
      onSent(sent);
    }
  };
  const watched: ReturnType<typeof counted> = {
    kind: media.kind,
    type: media.type,
    name: media.name,
    size: media.size,
    stream: () => count(media.stream()),
    bytes: (limit) => bytesOfMedia(watched, limit),
    reusable: reusable && (() => count(reusable())),
    uncounted: () => media.stream(),
  };
  return watched;
}

function naming(error: unknown, label: string, count: number): PlugboardError {
  // The call sets the phase, because a token may have to be loaded on the way.
  const known = normalizeThrown(error, 'setup');
  if (count === 1 || known.message.includes(label)) return known;
  return copyError(known, { message: `Upload of ${label}: ${known.message}` });
}

function alreadyRead(name: string): PlugboardError {
  return new PlugboardError(
    'input_invalid',
    `${name} is a stream that has been read and cannot be sent again. Pass file(path), a Blob or bytes, which can be sent again.`,
    { phase: 'upload' },
  );
}

function tooSlow(limitMs: number): PlugboardError {
  return new PlugboardError('timeout', `The upload took longer than ${limitMs} ms (timeouts.upload).`, {
    phase: 'upload',
  });
}

/** Inspects all files except for remote URLs. The error of a failure has the path of its file as `param`. */
export function loadFiles(request: ParsedRequest): Promise<readonly (readonly [file: FilePart, media: LoadedMedia])[]> {
  const files = filesOf(request).filter(({ media }) => media.remoteUrl === undefined);
  return Promise.all(files.map(async (file) => [file, await load(file)] as const));
}

async function load({ media, place }: FilePart): Promise<LoadedMedia> {
  try {
    return await media.load();
  } catch (error) {
    throw PlugboardError.isInstance(error) ? copyError(error, { param: place }) : error;
  }
}
