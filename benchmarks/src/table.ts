import type { JudgedRow } from './judge.ts';
import type { Summary } from './statistics.ts';

const heads = ['figure', 'Plugboard', 'Plugboard/LIMIT', 'must', 'aim', 'openai', 'fetch', 'verdict'];
const columns = [60, 20, 22, 9, 7, 10, 10, 8];

/** The head of the table for a terminal. */
export function tableHead(): string {
  return line(heads);
}

/** One line of it. */
export function tableLine(row: JudgedRow): string {
  return line(cellsOf(row));
}

/** The whole table as Markdown, aligned as the formatter does. */
export function markdownTable(rows: readonly JudgedRow[]): string {
  const table = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [lineOf(heads), lineOf(rule), ...rows.map((row) => lineOf(cellsOf(row)))].join('\n');
}

function cellsOf({
  row,
  plugboard,
  ratio,
  openai,
  openaiRatio,
  fetch,
  fetchRatio,
  verdict,
}: JudgedRow): readonly string[] {
  const limitUnit = row.judged === 'ratio' || row.judged === 'peer' ? ' ×' : unitOf(row.unit);
  const peer = (value: Summary | undefined, share: Summary | undefined): string => {
    if (row.judged === 'ratio') return share === undefined ? '' : `${number(share.median)} ×`;
    return value === undefined ? '' : number(value.median) + unitOf(row.unit);
  };
  const besideOpenai = row.judged === 'peer' && ratio !== undefined ? ` (${number(ratio.median)} ×)` : '';
  return [
    row.label,
    spread(plugboard) + unitOf(row.unit),
    besideLimit(row, ratio),
    row.must === undefined ? '' : `${row.must}${limitUnit}`,
    row.aim === undefined ? '' : `${row.aim}${limitUnit}`,
    peer(openai, openaiRatio) + besideOpenai,
    peer(fetch, fetchRatio),
    verdict,
  ];
}

/** The ratio to LIMIT, or the difference from it. */
function besideLimit({ judged, unit }: JudgedRow['row'], ratio: Summary | undefined): string {
  if (ratio === undefined || (judged !== 'ratio' && judged !== 'difference')) return '';
  return judged === 'ratio' ? `${spread(ratio)} ×` : `+ ${spread(ratio)}${unitOf(unit)}`;
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
