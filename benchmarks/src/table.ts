import type { JudgedRow } from './judge.ts';
import type { Summary } from './statistics.ts';

const columns = [62, 20, 22, 9, 7, 14, 10, 8];

/** The head of the table. */
export function tableHead(): string {
  return line(['figure', 'Plugboard', 'Plugboard/LIMIT', 'must', 'aim', 'openai/Portkey', 'fetch', 'verdict']);
}

/** One line. */
export function tableLine({
  row,
  plugboard,
  ratio,
  openai,
  openaiRatio,
  fetch,
  fetchRatio,
  verdict,
}: JudgedRow): string {
  const isShare = row.judged === 'ratio' || row.judged === 'peer';
  const limitUnit = isShare ? ' ×' : unitOf(row.unit);
  const peer = (value: Summary | undefined, share: Summary | undefined): string => {
    if (row.judged === 'ratio') return share === undefined ? '' : `${number(share.median)} ×`;
    return value === undefined ? '' : number(value.median) + unitOf(row.unit);
  };
  return line([
    row.label,
    spread(plugboard) + unitOf(row.unit),
    ratio === undefined || row.judged === 'value' ? '' : spread(ratio) + limitUnit,
    row.must === undefined ? '' : `${row.more === true ? '≥ ' : ''}${row.must}${limitUnit}`,
    row.aim === undefined ? '' : `${row.aim}${limitUnit}`,
    peer(openai, openaiRatio),
    peer(fetch, fetchRatio),
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
