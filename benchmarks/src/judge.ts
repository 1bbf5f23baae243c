import type { Figure, FigureRow } from './figure.ts';
import type { Metrics } from './jobs/job.ts';
import type { Measured } from './measure-figure.ts';
import { summarize, type Summary } from './statistics.ts';

/** One line of the table, with its figures. */
export interface JudgedRow {
  readonly row: FigureRow;
  readonly plugboard: Summary;
  readonly limit: Summary | undefined;
  /** The openai package, or Portkey's gateway. */
  readonly openai: Summary | undefined;
  /** Node's `fetch` and a parser. */
  readonly fetch: Summary | undefined;
  /** What is judged, round by round: Plugboard's ratio to LIMIT or to the third client, or its difference from LIMIT. */
  readonly ratio: Summary | undefined;
  /** The ratio of the openai package to LIMIT. */
  readonly openaiRatio: Summary | undefined;
  /** The ratio of `fetch` to LIMIT. */
  readonly fetchRatio: Summary | undefined;
  readonly verdict: 'aim' | 'must' | 'missed' | 'shown';
}

/** Compares the measurements with the limits of a figure. */
export function judge(figure: Figure, measured: Measured): readonly JudgedRow[] {
  const rounds = figure.clients.map((client) => measured.get(client) ?? []);
  return figure.rows.map((row) => {
    const [own = [], limit, openai, plainFetch] = rounds.map((metrics) => valuesOf(row, metrics));
    const plugboard = summarize(own);
    const toLimit = (values: readonly number[] | undefined): Summary | undefined =>
      limit === undefined || values === undefined ? undefined : summarize(ratios(values, limit));
    const compared = comparedWith(row, own, limit, openai);
    const ratio = compared && summarize(compared);
    return {
      row,
      plugboard,
      limit: limit && summarize(limit),
      openai: openai && summarize(openai),
      fetch: plainFetch && summarize(plainFetch),
      ratio,
      openaiRatio: toLimit(openai),
      fetchRatio: toLimit(plainFetch),
      verdict: verdictOf(row, row.judged === 'value' ? plugboard.median : ratio?.median),
    };
  });
}

function comparedWith(
  { judged }: FigureRow,
  own: readonly number[],
  limit: readonly number[] | undefined,
  peer: readonly number[] | undefined,
): readonly number[] | undefined {
  const base = judged === 'peer' ? peer : limit;
  if (base === undefined) return undefined;
  if (judged !== 'difference') return ratios(own, base);
  return own.map((value, index) => value - (base[index] ?? Number.NaN));
}

function valuesOf(row: FigureRow, metrics: readonly Metrics[]): readonly number[] {
  return metrics.map((round) => (round[row.metric] ?? Number.NaN) / divisors[row.unit]);
}

const divisors: Readonly<Record<FigureRow['unit'], number>> = { µs: 1, ms: 1, '×': 1, '': 1, MB: 1e6, kB: 1e3 };

function ratios(values: readonly number[], bases: readonly number[]): readonly number[] {
  return values.map((value, index) => value / (bases[index] ?? Number.NaN));
}

function verdictOf({ must, aim = must, more }: FigureRow, value = Number.NaN): JudgedRow['verdict'] {
  if (must === undefined || aim === undefined) return 'shown';
  const reaches = (limit: number): boolean => (more === true ? value >= limit : value <= limit);
  if (!reaches(must)) return 'missed';
  return reaches(aim) ? 'aim' : 'must';
}
