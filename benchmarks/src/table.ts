import type { JudgedRow } from './judge.ts';
import type { Summary } from './statistics.ts';

const columns = [46, 20, 22, 9, 7, 16, 8];

/** The head of the table. */
export function tableHead(): string {
  return line(['figure', 'Plugboard', 'Plugboard/LIMIT', 'must', 'aim', 'openai', 'verdict']);
}

/** One line. */
export function tableLine({ row, plugboard, ratio, openai, openaiRatio, verdict }: JudgedRow): string {
  const limitUnit = row.judged === 'ratio' ? ' ×' : unitOf(row.unit);
  const shownOpenai =
    row.judged === 'ratio'
      ? openaiRatio && `${number(openaiRatio.median)} ×`
      : openai && number(openai.median) + unitOf(row.unit);
  return line([
    row.label,
    spread(plugboard) + unitOf(row.unit),
    ratio === undefined || row.judged !== 'ratio' ? '' : `${spread(ratio)} ×`,
    row.must === undefined ? '' : `${row.must}${limitUnit}`,
    row.aim === undefined ? '' : `${row.aim}${limitUnit}`,
    shownOpenai ?? '',
    verdict,
  ]);
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(columns[index] ?? 0))
    .join(' ')
    .trimEnd();
}

function spread({ median, least, most }: Summary): string {
  return least === most ? number(median) : `${number(median)} (${number(least)}-${number(most)})`;
}

function unitOf(unit: string): string {
  return unit === '' ? '' : ` ${unit}`;
}

function number(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) < 10 ? value.toFixed(2) : Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0);
}
