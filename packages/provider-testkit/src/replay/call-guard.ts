import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket } from 'node:net';
import { inspect } from 'node:util';

const consoleMethods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Watches what runs inside of it: it refuses connections, and records what is printed. */
export class CallGuard {
  readonly #inside = new AsyncLocalStorage<boolean>();
  /** Where something tried to connect without the client. */
  readonly escapes: string[] = [];
  /** What was printed on the console. */
  readonly printed: string[] = [];

  /** Runs the action under guard, together with everything that it starts, however late. */
  run<T>(action: () => T): T {
    return this.#inside.run(true, action);
  }

  /** Runs the action without guard. */
  readonly outside = <T>(action: () => T): T => this.#inside.run(false, action);

  get active(): boolean {
    return this.#inside.getStore() === true;
  }

  /** Starts watching; calling the result ends it. */
  watch(): () => void {
    watching.add(this);
    if (watching.size === 1) restore = intercept();
    return () => {
      if (watching.delete(this) && watching.size === 0) restore();
      // Until it is disabled, a storage that was ever used makes every later promise of the process a little slower.
      this.#inside.disable();
    };
  }
}

// The replaced functions belong to the process, and so does the record of the guards that need them.
const watching = new Set<CallGuard>();
let restore: () => void = () => {};

function guardInForce(): CallGuard | undefined {
  for (const guard of watching) if (guard.active) return guard;
  return undefined;
}

/** Replaces `Socket.prototype.connect`, which all TCP, TLS and HTTP clients of Node use, including the global `fetch`. */
function intercept(): () => void {
  const connect: unknown = Reflect.get(Socket.prototype, 'connect');
  const guarded = function guarded(this: Socket, ...input: unknown[]): unknown {
    const guard = guardInForce();
    if (guard !== undefined) {
      const target = targetOf(input);
      guard.escapes.push(target);
      const error = Object.assign(new Error(`A connection to ${target} was refused: a replay opens none.`), {
        code: 'ENETUNREACH',
      });
      process.nextTick(() => this.destroy(error));
      return this;
    }
    return Reflect.apply(connect as (...all: unknown[]) => unknown, this, input);
  };
  Reflect.set(Socket.prototype, 'connect', guarded);
  const ends = [...consoleMethods.map(listen), ...outputs().map(listenToOutput)];
  return () => {
    if (Reflect.get(Socket.prototype, 'connect') === guarded) Reflect.set(Socket.prototype, 'connect', connect);
    for (const end of ends) end();
  };
}

function listen(method: (typeof consoleMethods)[number]): () => void {
  const before = console[method];
  const listening = (...input: unknown[]): void => {
    const guard = guardInForce();
    if (guard === undefined) before.apply(console, input);
    else guard.printed.push(input.map((item) => (typeof item === 'string' ? item : inspect(item))).join(' '));
  };
  console[method] = listening;
  return () => {
    if (console[method] === listening) console[method] = before;
  };
}

/** The streams in which all printing ends, even if a provider does not use `console`, or keeps a method of it. */
function outputs(): readonly object[] {
  const ofConsole = ['_stdout', '_stderr'].map((name): unknown => Reflect.get(console, name));
  return [...new Set([process.stdout, process.stderr, ...ofConsole])].filter(
    (output): output is object => typeof output === 'object' && output !== null,
  );
}

function listenToOutput(output: object): () => void {
  const before: unknown = Reflect.get(output, 'write');
  if (typeof before !== 'function') return () => {};
  const own = Object.hasOwn(output, 'write');
  const listening = (...input: unknown[]): unknown => {
    const guard = guardInForce();
    if (guard === undefined) return Reflect.apply(before, output, input);
    const [piece] = input;
    guard.printed.push((typeof piece === 'string' ? piece : Buffer.from(piece as Uint8Array).toString()).trimEnd());
    const done = input.findLast((one): one is () => void => typeof one === 'function');
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  Reflect.set(output, 'write', listening);
  return () => {
    if (Reflect.get(output, 'write') !== listening) return;
    if (own) Reflect.set(output, 'write', before);
    else Reflect.deleteProperty(output, 'write');
  };
}

/** Only the name and port, or the path. */
function targetOf(input: readonly unknown[]): string {
  const [first, second] = Array.isArray(input[0]) ? (input[0] as readonly unknown[]) : input;
  if (typeof first === 'number') return `${typeof second === 'string' ? second : 'localhost'}:${first}`;
  if (typeof first === 'string') return first;
  if (typeof first !== 'object' || first === null) return 'an unknown place';
  const { host, port, path } = first as Readonly<Record<string, unknown>>;
  if (typeof path === 'string' && port === undefined) return path;
  return `${typeof host === 'string' ? host : 'localhost'}:${String(port)}`;
}
