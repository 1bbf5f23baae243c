import type { Call, ChatEvent, ChatRequest, Http, ServerSentEvent, Tokens } from '@plugboard/core/provider';
import { createTokens, PlugboardError } from '@plugboard/core/provider';
import { fakeFixtures } from '../fake-fixtures.ts';
import { origin, tokenOf, type FakeParts } from '../fake-session.ts';
import { withParts, type Mutant } from './mutant.ts';

const eventsOf = (parts: FakeParts, http: Http, json: object): AsyncIterator<ServerSentEvent> =>
  parts.open(http).events({ phase: 'chat', url: parts.path(), json })[Symbol.asyncIterator]();

/** Reads with the instance's `http`, which knows no call; each mutant ends it in fewer situations than it should. */
async function* detached(
  parts: FakeParts,
  call: Call,
  json: object,
  ends: { readonly abortWhen: (count: number) => boolean; readonly leave: (finished: boolean) => boolean },
): AsyncGenerator<string> {
  const inner = eventsOf(parts, parts.host.http, json);
  let count = 0;
  let finished = false;
  try {
    for (;;) {
      const end = (): void => void inner.return?.();
      const heard = ends.abortWhen(count);
      if (heard) call.signal.addEventListener('abort', end, { once: true });
      const { done, value } = await inner.next();
      call.signal.removeEventListener('abort', end);
      if (done === true) return;
      count += 1;
      finished = value.data.includes('"end"');
      yield value.data;
    }
  } finally {
    if (ends.leave(finished)) await inner.return?.();
  }
}

/** A token whose cookie is a header like any other, so that the redactor does not hear of it. */
const ownCookie = ({ options, host, newTokens, expiresAt }: FakeParts): Pick<FakeParts, 'token'> => {
  const sid = options.cookies?.['sid'];
  if (sid === undefined) return { token: newTokens() };
  return {
    token: createTokens(host, async (http) => {
      const headers = { cookie: `sid=${sid}` };
      const answer = await http.with({ baseUrl: origin }).json({ phase: 'auth', url: '/token', headers });
      return tokenOf(answer, expiresAt);
    }),
  };
};

const around = (caseId: string, before: (parts: FakeParts, request: ChatRequest, call: Call) => void): Mutant =>
  withParts(caseId, (parts) => ({
    async *stream(request, call) {
      before(parts, request, call);
      yield* parts.stream(request, call);
    },
  }));

let firstKey: string | undefined;
let lastListener: (() => void) | undefined;

/** Mutants of the groups abort, leaks, isolation, secrets, limits, lifecycle and models. */
export const callMutants: readonly Mutant[] = [
  withParts('abort/waiting', (parts) => ({
    async *read(_call, json) {
      for await (const { data } of parts.open(parts.host.http).events({ phase: 'chat', url: '/chat', json }))
        yield data;
    },
  })),
  withParts('abort/reading', (parts) => ({
    read: (call, json) => detached(parts, call, json, { abortWhen: (count) => count === 0, leave: () => true }),
  })),
  withParts('abort/leaving', (parts) => ({
    read: (call, json) => detached(parts, call, json, { abortWhen: () => true, leave: () => false }),
  })),
  withParts('abort/upload', ({ upload, host }) => ({
    upload: async (media, call) => (await upload?.(media, { ...call, http: host.http })) ?? { url: '' },
  })),
  withParts('abort/token', ({ token }) => {
    let shared: Promise<string> | undefined;
    return {
      token: {
        get: (signal) =>
          (shared ??= token.get(signal).finally(() => {
            shared = undefined;
          })),
        reject: token.reject,
      },
    };
  }),
  withParts('abort/settles', ({ stream }) => ({
    async *stream(request, call) {
      let finished = false;
      try {
        for await (const event of stream(request, call)) {
          finished = event.type === 'finish';
          yield event;
        }
      } finally {
        if (call.signal.aborted && !finished) await new Promise(() => undefined);
      }
    },
  })),
  withParts('abort/next-call', ({ stream }) => {
    let broken = false;
    return {
      async *stream(request, call) {
        if (broken) throw new PlugboardError('server_error', 'It was aborted before.', { retryable: false });
        const onAbort = (): void => {
          const reason: unknown = call.signal.reason;
          broken = reason instanceof Error && reason.message.includes('by its caller');
        };
        call.signal.addEventListener('abort', onAbort, { once: true });
        yield* stream(request, call);
      },
    };
  }),

  withParts('leaks/connections', (parts) => ({
    read: (call, json) => detached(parts, call, json, { abortWhen: () => true, leave: (finished) => !finished }),
  })),
  around('leaks/timers', () => {
    const timer = setInterval(() => undefined, 60_000);
    setTimeout(() => clearInterval(timer), 60_000).unref();
  }),
  withParts('leaks/listeners', ({ stream, close }) => {
    const listener = (): void => undefined;
    return {
      stream(request, call) {
        // Of all instances, one listens for good: a test run that meets many must not end with as many listeners.
        if (lastListener !== listener) {
          if (lastListener !== undefined) process.off('exit', lastListener);
          process.on('exit', listener);
          lastListener = listener;
        }
        return stream(request, call);
      },
      close,
    };
  }),
  around('leaks/signal-listeners', (_parts, _request, { signal }) => signal.addEventListener('abort', () => undefined)),
  withParts('leaks/rejections', ({ stream }) => ({
    async *stream(request, call) {
      try {
        yield* stream(request, call);
      } catch (error) {
        if (PlugboardError.isInstance(error) && error.status === 500) void Promise.reject(new Error('lost'));
        throw error;
      }
    },
  })),

  withParts('isolation/request-is-kept', ({ body }) => ({
    body(request) {
      const made = body(request);
      Object.assign(request.extra, { tone: 'loud' });
      return made;
    },
  })),
  withParts('isolation/second-call', ({ stream }) => {
    let answered = 0;
    return {
      async *stream(request, call) {
        for await (const event of stream(request, call)) {
          if (event.type === 'finish' && answered > 0) yield { type: 'text-delta', text: ' Again.' };
          if (event.type === 'finish') answered += 1;
          yield event;
        }
      },
    };
  }),
  withParts('isolation/fifty-calls', ({ stream }) => {
    let running = 0;
    return {
      async *stream(request, call) {
        running += 1;
        try {
          for await (const event of stream(request, call)) {
            yield event.type === 'text-delta' && running > 7 ? { ...event, text: `${event.text}?` } : event;
          }
        } finally {
          running -= 1;
        }
      },
    };
  }),
  withParts('isolation/one-token-for-all', ({ newTokens }) => {
    // Until one has been loaded, each call loads its own.
    let kept: Tokens | undefined;
    return {
      token: {
        async get(signal) {
          if (kept !== undefined) return await kept.get(signal);
          const own = newTokens();
          const value = await own.get(signal);
          kept ??= own;
          return value;
        },
        reject: (value) => kept?.reject(value),
      },
    };
  }),
  withParts('isolation/instances', ({ defaults, options }) => {
    firstKey ??= options.clientKey;
    return { defaults: () => ({ ...defaults(), headers: { 'x-client': firstKey ?? '' } }) };
  }),

  withParts('secrets/errors', (parts) => ({
    ...ownCookie(parts),
    async *stream(request, call) {
      try {
        yield* parts.stream(request, call);
      } catch (error) {
        if (!PlugboardError.isInstance(error) || error.status !== 500) throw error;
        const { code, phase, status } = error;
        throw new PlugboardError(code, `Refused with sid ${parts.options.cookies?.['sid'] ?? ''}.`, { phase, status });
      }
    },
  })),
  withParts('secrets/logs', (parts) => ({
    ...ownCookie(parts),
    stream(request, call) {
      parts.host.log.debug(`The cookie is ${parts.options.cookies?.['sid'] ?? ''}.`);
      return parts.stream(request, call);
    },
  })),
  around('secrets/prompt', ({ host }, { messages }) => host.log.debug(`Asking ${JSON.stringify(messages)}.`)),
  withParts(
    'secrets/urls',
    ({ options }) => ({ path: () => `/chat?key=${encodeURIComponent(options.clientKey ?? '')}` }),
    fakeFixtures.map((fixture) => ({
      ...fixture,
      exchanges: fixture.exchanges.map((exchange) =>
        exchange.phase === 'chat'
          ? {
              ...exchange,
              request: { ...exchange.request, url: `${origin}/chat?key=${encodeURIComponent('{{clientKey}}')}` },
            }
          : exchange,
      ),
    })),
  ),
  // oxlint-disable-next-line no-console -- what this mutant is for
  around('secrets/console', () => console.log('Asking.')),

  withParts('limits/slow-reader', ({ stream }) => ({
    async *stream(request, call) {
      // Reads ahead without end.
      const queue: ChatEvent[] = [];
      const state: { over: boolean; failure?: { readonly error: unknown } } = { over: false };
      const pump = async (): Promise<void> => {
        try {
          for await (const event of stream(request, call)) queue.push(event);
          state.over = true;
        } catch (error) {
          state.failure = { error };
        }
      };
      void pump();
      for (;;) {
        const event = queue.shift();
        if (event !== undefined) yield event;
        else if (state.over) return;
        else if (state.failure !== undefined) throw state.failure.error;
        else await new Promise((resolve) => setImmediate(resolve));
      }
    },
  })),

  withParts('lifecycle/close-twice', () => {
    let closed = false;
    return {
      close: async () => {
        if (closed) throw new Error('closed already');
        closed = true;
      },
    };
  }),
  withParts('lifecycle/close-unused', ({ stream }) => {
    let used = false;
    return {
      stream(request, call) {
        used = true;
        return stream(request, call);
      },
      close: async () => {
        if (!used) throw new Error('never opened');
      },
    };
  }),
  withParts('lifecycle/close-ends', ({ stream }) => {
    let running = false;
    return {
      async *stream(request, call) {
        running = true;
        for await (const event of stream(request, call)) {
          if (event.type === 'finish') running = false;
          yield event;
        }
      },
      close: async () => {
        if (running) await new Promise(() => undefined);
      },
    };
  }),
  withParts('lifecycle/use-after-close', ({ stream }) => {
    let closed = false;
    return {
      async *stream(request, call) {
        if (closed) await new Promise(() => undefined);
        yield* stream(request, call);
      },
      close: async () => {
        closed = true;
      },
    };
  }),

  withParts('models/list', ({ listModels }) => ({
    listModels: async (call) => [...((await listModels?.(call)) ?? []), { id: 'fake-one' }],
  })),
  withParts('models/failure', ({ listModels }) => ({
    async listModels(call) {
      try {
        return (await listModels?.(call)) ?? [];
      } catch {
        return [{ id: 'fake-one' }];
      }
    },
  })),
];
