import type { Figure, FigureRow } from './figure.ts';
import type { Metrics } from './jobs/job.ts';
import type { Measured } from './measure-figure.ts';
import { summarize, type Summary } from './statistics.ts';

/** One line of the table, with its figures. */
export interface JudgedRow {
  readonly row: FigureRow;
  readonly plugboard: Summary;
  readonly limit: Summary | undefined;
  readonly openai: Summary | undefined;
  /** Node's `fetch` and a parser. */
  readonly fetch: Summary | undefined;
  /** Plugboard to LIMIT, round by round. */
  readonly ratio: Summary | undefined;
  /** The openai package to LIMIT. */
  readonly openaiRatio: Summary | undefined;
  /** `fetch` to LIMIT. */
  readonly fetchRatio: Summary | undefined;
  readonly verdict: 'aim' | 'must' | 'missed' | 'shown';
}

/** Puts numbers and limits together. */
export function judge(figure: Figure, measured: Measured): readonly JudgedRow[] {
  const rounds = figure.clients.map((client) => measured.get(client) ?? []);
  return figure.rows.map((row) => {
    const [own = [], limit, openai, plainFetch] = rounds.map((metrics) => valuesOf(row, metrics));
    const plugboard = summarize(own);
    const toLimit = (values: readonly number[] | undefined): Summary | undefined =>
      limit === undefined || values === undefined ? undefined : summarize(ratios(values, limit));
    const ratio = toLimit(own);
    return {
      row,
      plugboard,
      limit: limit && summarize(limit),
      openai: openai && summarize(openai),
      fetch: plainFetch && summarize(plainFetch),
      ratio,
      openaiRatio: toLimit(openai),
      fetchRatio: toLimit(plainFetch),
      verdict: verdictOf(row, row.judged === 'ratio' ? ratio?.median : plugboard.median),
    };
  });
}

function valuesOf(row: FigureRow, metrics: readonly Metrics[]): readonly number[] {
  return metrics.map((round) => (round[row.metric] ?? Number.NaN) / divisors[row.unit]);
}

const divisors: Readonly<Record<FigureRow['unit'], number>> = { µs: 1, ms: 1, '×': 1, '': 1, MB: 1e6, kB: 1e3 };

function ratios(values: readonly number[], bases: readonly number[]): readonly number[] {
  return values.map((value, index) => value / (bases[index] ?? Number.NaN));
}

function verdictOf({ must, aim }: FigureRow, value: number | undefined): JudgedRow['verdict'] {
  if (must === undefined) return 'shown';
  if (value === undefined || !(value <= must)) return 'missed';
  return value <= (aim ?? must) ? 'aim' : 'must';
}
