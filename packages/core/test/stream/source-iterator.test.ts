import { expect, test, vi } from 'vitest';
import type { Sink, Source } from '../../src/stream/source.ts';
import { drain } from '../../src/stream/source.ts';
import { sourceOf, SourceIterator, toIterator } from '../../src/stream/source-iterator.ts';
import { takeReady } from '../../src/client/take-ready.ts';

/** Gives numbers from 1 on: the first `here` at once, the others one by one in turns of their own. Then it ends, or fails. */
class Numbers implements Source<number> {
  readonly #here: number;
  readonly #last: number;
  readonly #failure: Error | undefined;
  #given = 0;
  closed = false;
  #sink: Sink<number> | undefined;

  constructor(here: number, last: number, failure?: Error) {
    this.#here = here;
    this.#last = last;
    this.#failure = failure;
  }

  poll(): number | undefined {
    return this.#given < this.#here ? (this.#given += 1) : undefined;
  }

  pull(sink: Sink<number>): void {
    this.#sink = sink;
    setImmediate(() => {
      const waiting = this.#sink;
      this.#sink = undefined;
      if (this.#given < this.#last) waiting?.onItem((this.#given += 1));
      else if (this.#failure === undefined) waiting?.onEnd();
      else waiting?.onError(this.#failure);
    });
  }

  close(): void {
    this.closed = true;
    this.#sink?.onEnd();
    this.#sink = undefined;
  }
}

const done = { done: true, value: undefined };

test('100,000 items that an iterator does not show, and that are here already, do not fill the stack', async () => {
  const iterator = new SourceIterator<number, string>(new Numbers(100_000, 100_000), () => undefined);
  expect(await iterator.next()).toEqual(done);
  await drain(new Numbers(100_000, 100_000));
});

test.each([
  [0, 3],
  [2, 3],
  [3, 3],
])('calls of next() that overlap are answered in order when %s of %s items are here', async (here, last) => {
  const iterator = toIterator(new Numbers(here, last));
  const results = await Promise.all([1, 2, 3, 4, 5].map(() => iterator.next()));
  expect(results.map(({ value }: { value: unknown }) => value)).toEqual([1, 2, 3, undefined, undefined]);
});

test('items that are not shown are passed over, and what comes first is first', async () => {
  const odd = (item: number): string | undefined => (item % 2 === 1 ? String(item) : undefined);
  const iterator = new SourceIterator(new Numbers(3, 6), odd, 'first');
  const seen: string[] = [];
  for await (const item of iterator) seen.push(item);
  expect(seen).toEqual(['first', '1', '3', '5']);
});

test('when a source fails, the first who waits hears of it and the others of the end, as with a generator', async () => {
  const failure = new Error('broken');
  const iterator = toIterator(new Numbers(0, 1, failure));
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => iterator.next()));
  expect(outcomes).toMatchObject([{ value: { value: 1 } }, { reason: failure }, { value: done }, { value: done }]);
  expect(await iterator.next()).toEqual(done);
  await expect(drain(new Numbers(2, 3, failure))).rejects.toBe(failure);
});

test.each(['return', 'throw'] as const)('%s() closes the source, and all who wait hear of the end', async (how) => {
  const source = new Numbers(0, 3);
  const iterator = toIterator(source);
  const waiting = [iterator.next(), iterator.next()];
  await iterator[how]?.('thrown').catch((error: unknown) => expect(error).toBe('thrown'));
  expect(source.closed).toBe(true);
  expect(await Promise.all(waiting)).toEqual([done, done]);
  expect(await iterator.next()).toEqual(done);
});

test('the source behind the iterator of another installed copy of core is found, so that its events cost no promises', async () => {
  vi.resetModules();
  const other = await import('../../src/stream/source-iterator.ts');
  const source = new Numbers(3, 3);
  const iterator = other.toIterator(source);
  expect(iterator).not.toBeInstanceOf(SourceIterator);
  expect(sourceOf(iterator)).toBe(source);
});

test('iterators that core did not make have no source', () => {
  expect(sourceOf((async function* none() {})())).toBeUndefined();
});

test('what is here already is taken without a promise, in order with what next() gives', async () => {
  const iterator = new SourceIterator(new Numbers(3, 5), (item) => (item === 2 ? undefined : item), 0);
  expect(takeReady(iterator)).toBe(0);
  expect(await iterator.next()).toEqual({ done: false, value: 1 });
  expect([takeReady(iterator), takeReady(iterator)]).toEqual([3, undefined]);
  const next = iterator.next();
  expect(takeReady(iterator)).toBeUndefined();
  expect(await next).toEqual({ done: false, value: 4 });
  expect(await iterator.next()).toEqual({ done: false, value: 5 });
  expect(takeReady(iterator)).toBeUndefined();
  expect(await iterator.next()).toEqual(done);
});

test('nothing is ready after the end, and in an iterator of somebody else', async () => {
  const left = new SourceIterator(new Numbers(2, 2), (item) => item);
  await left.return();
  expect(takeReady(left)).toBeUndefined();
  expect(takeReady([1].values() as unknown as AsyncIterator<number>)).toBeUndefined();
});
