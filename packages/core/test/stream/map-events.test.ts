import { describe, expect, test } from 'vitest';
import { mapEvents, type MapEvent } from '../../src/stream/map-events.ts';
import type { Sink } from '../../src/stream/source.ts';
import { toIterator } from '../../src/stream/source-iterator.ts';

interface Word {
  readonly word: string;
}

/** Numbers from 1 on, without an end; `left` is called when their reader leaves. */
async function* numbers(last: number, left: () => void = () => undefined): AsyncGenerator<number> {
  try {
    for (let number = 1; number <= last; number += 1) yield number;
  } finally {
    left();
  }
}

async function wordsOf(events: AsyncIterable<Word>): Promise<string> {
  let words = '';
  for await (const { word } of events) words += `${word} `;
  return words.trim();
}

test.each<[string, MapEvent<number, Word>, string]>([
  ['one item for each', (number) => ({ word: `${number}` }), '1 2 3 4 end'],
  ['several for each', (number) => [{ word: `${number}` }, { word: 'and' }], '1 and 2 and 3 and 4 and end'],
  ['none for some', (number) => (number % 2 === 0 ? { word: `${number}` } : undefined), '2 4 end'],
  ['an empty list for some', (number) => (number === 4 ? { word: '4' } : []), '4 end'],
  ['none', () => undefined, 'end'],
])('a stream turns into another one: %s', async (_, read, expected) => {
  expect(await wordsOf(mapEvents(numbers(4), read, () => [{ word: 'end' }]))).toBe(expected);
});

test('nothing is read before the first next', async () => {
  const read: number[] = [];
  const events = mapEvents(numbers(2), (number) => void read.push(number));
  const iterator = events[Symbol.asyncIterator]();
  await new Promise((resolve) => setImmediate(resolve));
  expect(read).toEqual([]);
  await iterator.next();
  expect(read).toEqual([1, 2]);
});

test('end() is the end, with the items of its own event, and atEnd is not asked', async () => {
  let left = 0;
  const events = mapEvents(
    numbers(Infinity, () => void (left += 1)),
    (number, end) => {
      if (number === 2) end();
      return [{ word: `${number}` }, { word: 'and' }];
    },
    () => [{ word: 'more' }],
  );
  expect(await wordsOf(events)).toBe('1 and 2 and');
  expect(left).toBe(1);
});

test('what read throws ends both streams, behind the items before it', async () => {
  let left = 0;
  const seen: string[] = [];
  const reading = (async () => {
    const events = mapEvents(
      numbers(Infinity, () => void (left += 1)),
      (number) => {
        if (number === 3) throw new Error('three');
        return { word: `${number}` };
      },
    );
    for await (const { word } of events) seen.push(word);
  })();
  await expect(reading).rejects.toThrow('three');
  expect([seen, left]).toEqual([['1', '2'], 1]);
});

test('an error of the items, or of atEnd, is the error of the new stream', async () => {
  async function* failing(): AsyncGenerator<number> {
    yield 1;
    throw new Error('broken');
  }
  await expect(wordsOf(mapEvents<number, Word>(failing(), () => undefined))).rejects.toThrow('broken');
  const atEnd = (): never => {
    throw new Error('at the end');
  };
  await expect(wordsOf(mapEvents<number, Word>(numbers(1), () => undefined, atEnd))).rejects.toThrow('at the end');
});

test('a reader who leaves closes the items, also within a list', async () => {
  let left = 0;
  const events = mapEvents(
    numbers(Infinity, () => void (left += 1)),
    (number) => [{ word: `${number}` }, { word: 'and' }],
  );
  for await (const { word } of events) if (word === '2') break;
  expect(left).toBe(1);
});

test('100,000 items that come to nothing, and that are here already, do not fill the stack', async () => {
  let given = 0;
  const take = (): number | undefined => (given < 100_000 ? (given += 1) : undefined);
  const here = { poll: take, pull: (sink: Sink<number>) => sink.onEnd(), close: () => undefined };
  expect(
    await wordsOf(
      mapEvents<number, Word>(
        toIterator(here),
        () => [],
        () => [{ word: 'end' }],
      ),
    ),
  ).toBe('end');
  expect(given).toBe(100_000);
});

describe('within the time that the reader gives behind the end', () => {
  async function* first(count: number, then?: () => Promise<never>): AsyncGenerator<number> {
    for (let number = 1; number <= count; number += 1) yield number;
    await then?.();
  }
  const endAtTwo: MapEvent<number, Word> = (number, end) => {
    if (number === 2) end(40);
    if (number === 4) throw new Error('a broken item');
    return { word: String(number) };
  };
  const atEnd = (broken?: unknown): Word[] => [{ word: broken instanceof Error ? broken.message : 'end' }];

  test('more is read until the items end', async () => {
    expect(await wordsOf(mapEvents(first(3), endAtTwo, atEnd))).toBe('1 2 3 end');
  });

  test('an end that never comes is not waited for', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    expect(await wordsOf(mapEvents(first(2, never), endAtTwo, atEnd))).toBe('1 2 end');
  });

  test.each<[string, AsyncIterable<number>, string]>([
    ['the items', first(3, () => Promise.reject(new Error('a broken connection'))), '1 2 3 a broken connection'],
    ['the reader', first(4), '1 2 3 a broken item'],
  ])('what breaks in %s fails nothing, and is told', async (_, items, words) => {
    expect(await wordsOf(mapEvents(items, endAtTwo, atEnd))).toBe(words);
  });
});
