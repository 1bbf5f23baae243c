import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/http/error/failure-status.ts';

const now = Date.UTC(2026, 5, 1, 12, 0, 0);
const date = (offsetMs: number): string => new Date(now + offsetMs).toUTCString();

const table: readonly (readonly [name: string, headers: Record<string, string>, wait: number | undefined])[] = [
  ['none', {}, undefined],
  ['seconds', { 'retry-after': '2' }, 2000],
  ['zero', { 'retry-after': '0' }, 0],
  ['decimals', { 'retry-after': ' 0.25 ' }, 250],
  ['an hour', { 'retry-after': '3600' }, 3_600_000],
  ['very long', { 'retry-after': '1000000000' }, 1e12],
  ['negative', { 'retry-after': '-5' }, undefined],
  ['exponent', { 'retry-after': '1e9' }, undefined],
  ['word', { 'retry-after': 'soon' }, undefined],
  ['empty', { 'retry-after': '' }, undefined],
  ['sent twice', { 'retry-after': '3, 7' }, 3000],
  ['milliseconds first', { 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
  ['garbage milliseconds', { 'retry-after-ms': 'x', 'retry-after': '9' }, 9000],
  ['date', { 'retry-after': date(5000) }, 5000],
  ['past date', { 'retry-after': date(-5000) }, undefined],
  ['date as asctime has it', { 'retry-after': 'Mon Jun  1 12:00:05 2026' }, 5000],
  ['date as asctime has it, of two digits', { 'retry-after': 'Wed Jun 10 12:00:00 2026' }, 9 * 86_400_000],
  ['date of RFC 850', { 'retry-after': 'Monday, 01-Jun-26 12:00:05 GMT' }, 5000],
  ['garbage as asctime has it', { 'retry-after': 'Mon Foo  1 12:00:05 2026' }, undefined],
  ['date without a time zone', { 'retry-after': 'Mon, 01 Jun 2026 12:00:05' }, undefined],
  ['garbage date', { 'retry-after': 'Mon, 99 Foo 2026 99:99:99 GMT' }, undefined],
  ['date by the clock of the service', { 'retry-after': date(7_205_000), date: date(7_200_000) }, 5000],
  ['reset as epoch', { 'x-ratelimit-reset': String(now / 1000 + 3.5) }, 3500],
  ['reset in the past', { 'x-ratelimit-reset': String(now / 1000 - 3) }, undefined],
  ['reset as a count', { 'x-ratelimit-reset': '30' }, undefined],
  ['retry-after over reset', { 'retry-after': '1', 'x-ratelimit-reset': String(now / 1000 + 60) }, 1000],
];

for (const [name, headers, wait] of table) {
  test(`the wait of a service: ${name}`, () => {
    expect(retryAfterMs(new Map(Object.entries(headers)), now)).toBe(wait);
  });
}
