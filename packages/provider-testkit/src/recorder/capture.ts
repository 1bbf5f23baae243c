import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { CapturedChunk, CapturedExchange } from './captured-exchange.ts';

type Body = Exclude<Dispatcher.DispatchOptions['body'], undefined>;

/** Records one exchange while it passes between a client's handler and a dispatcher. */
export class Capture {
  readonly #options: Dispatcher.DispatchOptions;
  readonly #sent: Buffer[] = [];
  readonly #chunks: CapturedChunk[] = [];
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #last = 0;
  #left = false;
  #broken: CapturedExchange['broken'];

  constructor(options: Dispatcher.DispatchOptions) {
    this.#options = options;
  }

  /** Whether a response came. */
  get answered(): boolean {
    return this.#status > 0;
  }

  get exchange(): CapturedExchange {
    const { method, origin, path } = this.#options;
    return {
      method,
      url: `${String(origin)}${path}`,
      requestHeaders: headersFrom(this.#options.headers),
      requestBody: Buffer.concat(this.#sent),
      status: this.#status,
      responseHeaders: new Map(
        Object.entries(this.#headers).flatMap(([name, value]) =>
          value === undefined ? [] : [[name.toLowerCase(), value] as const],
        ),
      ),
      chunks: this.#chunks,
      broken: this.#broken,
    };
  }

  /** The options for the dispatcher: the same, with a body that is recorded while it is read. */
  options(): Dispatcher.DispatchOptions {
    const { body } = this.#options;
    if (body === null || body === undefined) return this.#options;
    if (typeof body === 'string' || body instanceof Uint8Array) {
      this.#sent.push(Buffer.from(body));
      return this.#options;
    }
    // undici's types leave out async iterables, which its documentation names.
    return { ...this.#options, body: this.#copy(body as AsyncIterable<Uint8Array | string>) as unknown as Body };
  }

  /** The handler for the dispatcher: the client's own, with a record of what it gets. */
  handler(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    const listeners: Dispatcher.DispatchHandler = {
      onRequestStart: (controller, context) => handler.onRequestStart?.(this.#watch(controller), context),
      onResponseStart: (controller, status, headers, message) => {
        if (status >= 200) {
          this.#status = status;
          this.#headers = headers;
          this.#last = performance.now();
        }
        handler.onResponseStart?.(controller, status, headers, message);
      },
      onResponseData: (controller, chunk) => {
        const now = performance.now();
        this.#chunks.push({ afterMs: Math.round(now - this.#last), bytes: Buffer.from(chunk) });
        this.#last = now;
        handler.onResponseData?.(controller, chunk);
      },
      onResponseError: (controller, error) => {
        if (!this.#left) this.#broken = Reflect.get(error, 'code') === 'ECONNRESET' ? 'reset' : 'fin';
        handler.onResponseError?.(controller, error);
      },
    };
    return new Proxy(handler, {
      get(target, key) {
        const value: unknown = Reflect.get(listeners, key) ?? Reflect.get(target, key, target);
        // Handlers may have private fields, which a proxy hides.
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  /** Notes that the client aborted: a response that it leaves early is not a broken one. */
  #watch(controller: Dispatcher.DispatchController): Dispatcher.DispatchController {
    return new Proxy(controller, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...input: unknown[]): unknown => {
          if (key === 'abort') this.#left = true;
          return Reflect.apply(value, target, input) as unknown;
        };
      },
    });
  }

  async *#copy(body: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
    for await (const piece of body) {
      this.#sent.push(Buffer.from(piece));
      yield piece;
    }
  }
}

/** undici takes an object, a flat list, or an iterable of pairs. */
function headersFrom(headers: Dispatcher.DispatchOptions['headers']): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  const add = (name: string, value: string | readonly string[] | null | undefined): void => {
    if (value === undefined || value === null) return;
    map.set(name.toLowerCase(), typeof value === 'string' ? value : value.join(', '));
  };
  if (headers === null || headers === undefined) return map;
  if (Array.isArray(headers)) {
    for (let index = 0; index + 1 < headers.length; index += 2) add(headers[index] ?? '', headers[index + 1]);
  } else if (Symbol.iterator in headers) {
    for (const [name, value] of headers as Iterable<readonly [string, string | readonly string[] | undefined]>)
      add(name, value);
  } else {
    for (const [name, value] of Object.entries(headers)) add(name, value);
  }
  return map;
}
