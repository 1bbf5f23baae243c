import { Client, type ConfiguredProvider, type CreateParams, type Logger } from '@plugboard/core';
import { inspect } from 'node:util';
import { Exceptions } from '../exceptions/exceptions.ts';
import { overheard } from '../exceptions/overheard.ts';
import type { Fixture } from '../fixtures/fixture.ts';
import { startReplay, type Replay, type ReplayOptions } from '../replay/start-replay.ts';
import { askedFor } from './asked-for.ts';
import { createParamsOf } from './create-params.ts';
import type { Change } from './subject.ts';

/** A fresh client with one provider, behind a replay of one fixture. */
export interface Session extends AsyncDisposable {
  readonly client: Client;
  readonly replay: Replay;
  /** What the fixture's caller passes to `create()`. */
  readonly params: CreateParams;
  /** Everything logged and printed so far. */
  readonly output: readonly string[];
  /** What the provider's own code threw. */
  readonly exceptions: Exceptions;
  /** Closes the client and the replay; idempotent. */
  close(): Promise<void>;
}

/** How {@link openSession} sets up the client and its replay. */
export interface SessionOptions extends ReplayOptions {
  /** Default 0. */
  readonly maxRetries?: number | undefined;
  readonly parameters?: Change['parameters'];
  readonly extra?: Change['extra'];
}

/** Opens a {@link Session}. It reads no config and no environment, and looks for no installed providers. */
export async function openSession(
  create: () => ConfiguredProvider,
  fixture: Fixture,
  options: SessionOptions = {},
): Promise<Session> {
  const replay = await startReplay(fixture, options);
  try {
    const logged: string[] = [];
    const exceptions = new Exceptions();
    const given = overheard(replay.run(create), exceptions.add);
    const provider = fixture.request.stream === false ? askedFor(given, false) : given;
    const client = new Client({
      provider,
      config: false,
      discover: false,
      container: replay.container,
      logger: loggerInto(logged),
      retry: { maxRetries: options.maxRetries ?? 0 },
    });
    const params = createParamsOf(fixture, provider, options);
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closed ??= (async () => {
        try {
          await replay.run(() => client.close());
        } finally {
          await replay.close();
        }
      })();
      return closed;
    };
    return {
      client,
      replay,
      params,
      get output() {
        return [...logged, ...replay.printed];
      },
      exceptions,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await replay.close();
    throw error;
  }
}

function loggerInto(lines: string[]): Logger {
  const write = (level: string) => (message: string, fields?: object) => {
    lines.push(`${level} ${message}${fields === undefined ? '' : ` ${inspect(fields, { depth: 8 })}`}`);
  };
  return { debug: write('debug'), warn: write('warn') };
}
