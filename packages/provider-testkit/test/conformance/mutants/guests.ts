import { appendFileSync, existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { PlugboardError } from '@plugboard/core/provider';
import { origin, toBody } from '../fake-session.ts';
import { mutant, withParts, type Mutant } from './mutant.ts';
import { readWith } from './readers.ts';

/** Mutants of providers that forget that they are guests: in a process, and among other calls, instances and origins. */
export const guestMutants: readonly Mutant[] = [
  mutant('laziness/create-touches-nothing', { create: () => void existsSync('.env') }),
  mutant('laziness/create-touches-nothing', { create: () => void process.env['FAKE_CLIENT_KEY'] }),
  mutant('laziness/create-touches-nothing', { create: () => void process.env['FAKE_HOST'] }),
  mutant('laziness/create-touches-nothing', {
    create: () => {
      if (Reflect.get(Array.prototype, 'numbat') !== undefined) return;
      Reflect.defineProperty(Array.prototype, 'numbat', { configurable: true, value: 1 });
    },
  }),
  withParts('isolation/environment', ({ stream }) => ({
    async *stream(request, call) {
      if (process.env['FAKE_CLIENT_KEY'] === 'none') return;
      yield* stream(request, call);
    },
  })),
  withParts('isolation/files', ({ stream }) => ({
    async *stream(request, call) {
      appendFileSync(devNull, 'It was asked.');
      yield* stream(request, call);
    },
  })),
  withParts('isolation/process-goes-on', ({ stream }) => ({
    async *stream(request, call) {
      try {
        yield* stream(request, call);
      } catch (error) {
        if (PlugboardError.isInstance(error) && error.status === 401) process.exitCode = 1;
        throw error;
      }
    },
  })),
  withParts('leaks/timers-of-a-call', ({ stream }) => ({
    async *stream(request, call) {
      const deadline = setTimeout(() => undefined, 60_000);
      for await (const event of stream(request, call)) {
        if (event.type === 'finish') clearTimeout(deadline);
        yield event;
      }
    },
  })),

  withParts('tokens/failed-load', ({ token }) => {
    let failed: unknown;
    return {
      token: {
        async get(signal) {
          if (failed !== undefined) throw failed;
          try {
            return await token.get(signal);
          } catch (error) {
            if (PlugboardError.isInstance(error) && error.status === 500) failed = error;
            throw error;
          }
        },
        reject: (value) => token.reject(value),
      },
    };
  }),
  withParts('tokens/expiry', ({ host }) => ({ expiresAt: (seconds) => host.now() + seconds })),
  withParts('tokens/expiry', () => ({ expiresAt: (seconds) => Date.now() + seconds * 1000 })),

  withParts('isolation/nothing-left-over', () => {
    const kept = {};
    return { body: (request) => toBody({ ...request, parameters: Object.assign(kept, request.parameters) }) };
  }),
  withParts('isolation/interleaved', (parts) => {
    const buffer = { rest: '' };
    return { read: (call, body) => readWith({ buffer }, parts, call, body) };
  }),
  // Another host is asked when the first one cannot.
  withParts('secrets/other-origins', (parts) => ({
    async *stream(request, call) {
      try {
        yield* parts.stream(request, call);
      } catch (error) {
        if (!PlugboardError.isInstance(error) || error.status !== 503) throw error;
        const { headers } = parts.defaults();
        await call.http
          .json({ phase: 'chat', url: `${origin.replace('chat', 'mirror')}/chat`, headers, json: {} })
          .catch(() => undefined);
        throw error;
      }
    },
  })),
];
