import { PlugboardError } from '../errors/plugboard-error.ts';
import type { AdoptedMedia, LoadedMedia } from '../media/adopted-media.ts';
import type { Media } from '../media/media.ts';
import type { Provider } from '../plugins/provider.ts';
import { providerFault } from './guarded-stream.ts';
import type { CallServices } from './instance.ts';

/** One round of uploads for one candidate. */
export interface UploadRound {
  readonly services: CallServices;
  readonly provider: string;
  readonly upload: NonNullable<Provider['upload']>;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly onProgress:
    | ((progress: { phase: 'upload'; index: number; sent: number; total: number | undefined }) => void)
    | undefined;
  warn(message: string): void;
}

/**
 * Uploads side by side what has no reference yet and adds the references; those that were finished stay when another one
 * fails, so that a repeat sends only the rest. The first failure ends the others.
 */
export async function uploadMedia(
  round: UploadRound,
  files: readonly AdoptedMedia[],
  loaded: ReadonlyMap<AdoptedMedia, LoadedMedia>,
  references: Map<AdoptedMedia, string>,
): Promise<void> {
  const group = new AbortController();
  const follow = (): void => group.abort(round.signal.reason);
  if (round.signal.aborted) follow();
  round.signal.addEventListener('abort', follow, { once: true });
  try {
    const uploads = files.map(async (file, index) => {
      const media = loaded.get(file);
      if (media === undefined || references.has(file)) return;
      try {
        references.set(file, await uploadOne(round, media, index, group));
      } catch (error) {
        // The first failure is the cause; what the others say then only follows from it.
        if (!group.signal.aborted) group.abort(naming(error, file.label, files.length));
        throw group.signal.reason;
      }
    });
    const results = await Promise.allSettled(uploads);
    if (results.some(({ status }) => status === 'rejected')) throw group.signal.reason;
  } finally {
    round.signal.removeEventListener('abort', follow);
  }
}

async function uploadOne(
  { services, provider, upload, headers, onProgress, warn }: UploadRound,
  media: LoadedMedia,
  index: number,
  group: AbortController,
): Promise<string> {
  if (!media.readable) throw alreadyRead(media.name);
  const { signal } = group;
  const cancelTimer = services.clock.schedule(services.timeouts.upload, () =>
    group.abort(tooSlow(services.timeouts.upload)),
  );
  try {
    const http = services.http(provider, { signal, headers });
    const sent =
      onProgress === undefined
        ? media
        : counted(media, (bytes) => onProgress({ phase: 'upload', index, sent: bytes, total: media.size }));
    const reference: unknown = await untilAborted(upload(sent, { signal, http, warn }), signal);
    return urlOf(reference);
  } finally {
    cancelTimer();
  }
}

function urlOf(reference: unknown): string {
  if (typeof reference === 'object' && reference !== null && 'url' in reference && typeof reference.url === 'string') {
    return reference.url;
  }
  throw new PlugboardError('protocol_error', 'The provider returned no URL for an upload.', { phase: 'upload' });
}

/** A provider that ignores the abort must not hold the call. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function counted(media: LoadedMedia, onSent: (bytes: number) => void): Media & Pick<LoadedMedia, 'borrowed'> {
  const { borrowed } = media;
  const count = async function* (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let sent = 0;
    for await (const piece of pieces) {
      yield piece;
      sent += piece.byteLength;
      onSent(sent);
    }
  };
  return {
    kind: media.kind,
    type: media.type,
    name: media.name,
    size: media.size,
    stream: () => count(media.stream()),
    borrowed: borrowed && (() => count(borrowed())),
  };
}

function naming(error: unknown, label: string, count: number): PlugboardError {
  const known = PlugboardError.isInstance(error) ? error : providerFault(error);
  if (count === 1 || known.message.includes(label)) return known;
  return Object.defineProperty(known, 'message', {
    value: `Upload of ${label}: ${known.message}`,
    configurable: true,
    writable: true,
  });
}

function alreadyRead(name: string): PlugboardError {
  return new PlugboardError(
    'input_invalid',
    `${name} is a stream that has been read and cannot be sent again. Pass a path, a Blob or bytes to allow repeats.`,
    { phase: 'upload' },
  );
}

function tooSlow(limitMs: number): PlugboardError {
  return new PlugboardError('timeout', `The upload took longer than ${limitMs} ms (timeouts.upload).`, {
    phase: 'upload',
  });
}
