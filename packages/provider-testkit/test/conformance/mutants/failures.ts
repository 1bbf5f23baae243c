import { PlugboardError, type ErrorDetails, type Media } from '@plugboard/core/provider';
import { toEvents } from '../fake-session.ts';
import { withParts, type Mutant } from './mutant.ts';

const judging = (
  caseId: string,
  status: number,
  details: ErrorDetails & { readonly code: 'protocol_error' | 'rate_limited' | 'permission_denied' },
): Mutant =>
  withParts(caseId, ({ defaults }) => ({
    defaults: () => ({ ...defaults(), classify: (failure) => (failure.status === status ? details : undefined) }),
  }));

/** A mutant that does something else when the chat fails before its first event. */
const onFailure = (
  caseId: string,
  which: (error: PlugboardError) => boolean,
  act: (
    error: PlugboardError,
    again: () => ReturnType<Parameters<Parameters<typeof withParts>[1]>[0]['stream']>,
    parts: Parameters<Parameters<typeof withParts>[1]>[0],
  ) => ReturnType<typeof again>,
): Mutant =>
  withParts(caseId, (parts) => ({
    async *stream(request, call) {
      let begun = false;
      try {
        for await (const event of parts.stream(request, call)) {
          begun = true;
          yield event;
        }
      } catch (error) {
        if (begun || !PlugboardError.isInstance(error) || !which(error)) throw error;
        yield* act(error, () => parts.stream(request, call), parts);
      }
    },
  }));

const statuses = [400, 401, 403, 404, 413, 422, 429, 500, 503];

/** Mutants of the groups errors and repeats. */
export const failureMutants: readonly Mutant[] = [
  ...statuses.map((status) => judging(`errors/status-${status}`, status, { code: 'protocol_error' })),
  onFailure(
    'errors/no-text',
    ({ status }) => status === 500,
    async function* apologise(error) {
      yield { type: 'text-delta', text: 'Sorry!' };
      throw error;
    },
  ),
  onFailure(
    'errors/status-is-told',
    ({ status }) => status === 500,
    // oxlint-disable-next-line require-yield -- it only throws
    async function* forget({ code, message }) {
      throw new PlugboardError(code, message, { phase: 'chat' });
    },
  ),
  judging('errors/retry-after', 429, { code: 'rate_limited', retryAfterMs: 1 }),
  withParts('errors/auth-missing', ({ options, upload, stream }) => {
    const check = (): void => {
      if (options.cookies === undefined) throw new PlugboardError('bad_request', 'Something is missing.');
    };
    return {
      async upload(media, call) {
        check();
        return (await upload?.(media, call)) ?? { url: '' };
      },
      async *stream(request, call) {
        check();
        yield* stream(request, call);
      },
    };
  }),
  withParts('errors/auth-phase', ({ newTokens }) => ({ token: newTokens('chat') })),
  withParts('errors/upload', ({ upload }) => ({
    async upload(media, call) {
      try {
        return (await upload?.(media, call)) ?? { url: '' };
      } catch (error) {
        if (PlugboardError.isInstance(error) && error.status === 500) return { url: 'https://files.fake.example/none' };
        throw error;
      }
    },
  })),
  judging('errors/as-recorded', 402, { code: 'permission_denied' }),
  withParts('errors/in-band', () => ({
    toEvents: (data, http, request) =>
      data.includes('"error"') ? [{ type: 'finish', reason: 'other' }] : toEvents(data, http, request),
  })),
  onFailure(
    'errors/web-page',
    ({ status }) => status === 200,
    async function* showPage() {
      yield { type: 'text-delta', text: 'Please sign in.' };
      yield { type: 'finish', reason: 'stop' };
    },
  ),
  finishingAnyway('errors/empty', (count) => count === 0),
  finishingAnyway('errors/unknown-json', (count) => count > 0),
  onFailure(
    'errors/unreachable',
    ({ code }) => code === 'connection_failed',
    // oxlint-disable-next-line require-yield -- it only throws
    async function* rename() {
      throw new PlugboardError('server_error', 'It did not work.', { retryable: false });
    },
  ),

  onFailure(
    'repeats/core-only',
    ({ status }) => status === 503,
    (_error, again) => again(),
  ),
  withParts('repeats/stream-again', ({ stream }) => {
    let broken = false;
    return {
      async *stream(request, call) {
        if (broken) throw new PlugboardError('server_error', 'It failed before.', { retryable: false });
        try {
          yield* stream(request, call);
        } catch (error) {
          broken = PlugboardError.isInstance(error) && error.status === 503;
          throw error;
        }
      },
    };
  }),
  withParts('repeats/upload-again', ({ upload }) => {
    let failed: PlugboardError | undefined;
    return {
      async upload(media, call) {
        if (failed !== undefined) throw failed;
        try {
          return (await upload?.(media, call)) ?? { url: '' };
        } catch (error) {
          if (PlugboardError.isInstance(error) && error.status === 503) failed = error;
          throw error;
        }
      },
    };
  }),
  withParts('repeats/upload-is-kept', ({ stream, upload }) => {
    let last: Media | undefined;
    let again = false;
    return {
      async upload(media, call) {
        last = media;
        return (await upload?.(media, call)) ?? { url: '' };
      },
      async *stream(request, call) {
        if (again && last !== undefined) await upload?.(last, call);
        again = false;
        try {
          yield* stream(request, call);
        } catch (error) {
          again = PlugboardError.isInstance(error) && error.status === 503;
          throw error;
        }
      },
    };
  }),
  withParts('repeats/after-content', ({ stream }) => ({
    async *stream(request, call) {
      let begun = false;
      try {
        for await (const event of stream(request, call)) {
          begun = true;
          yield event;
        }
      } catch (error) {
        if (!begun || call.signal.aborted || !PlugboardError.isInstance(error) || error.code === 'server_error')
          throw error;
        yield* stream(request, call);
      }
    },
  })),
  withParts('repeats/fresh-token', ({ token }) => ({
    token: { get: (signal) => token.get(signal), reject: () => undefined },
  })),
  onFailure(
    'repeats/refused-for-good',
    ({ status }) => status === 401,
    async function* insist(_error, again, { token }) {
      token.reject(await token.get(new AbortController().signal));
      yield* again();
    },
  ),
  withParts('repeats/one-token', ({ newTokens }) => ({
    token: { get: (signal) => newTokens().get(signal), reject: () => undefined },
  })),
];

/** Yields `finish` for a body without any event of the service. */
function finishingAnyway(caseId: string, which: (count: number) => boolean): Mutant {
  return withParts(caseId, ({ read, stream }) => {
    let count = 0;
    return {
      async *read(call, body) {
        count = 0;
        for await (const data of read(call, body)) {
          count += 1;
          yield data;
        }
      },
      async *stream(request, call) {
        let events = 0;
        try {
          for await (const event of stream(request, call)) {
            events += 1;
            yield event;
          }
        } catch (error) {
          if (!PlugboardError.isInstance(error) || error.code !== 'empty_response') throw error;
        }
        if (events === 0 && which(count)) yield { type: 'finish', reason: 'stop' };
      },
    };
  });
}
