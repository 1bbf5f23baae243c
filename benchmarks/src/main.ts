// `npm run bench`: measures, prints a table, fails when a figure misses what it must reach.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { figures } from './figures/index.ts';
import { judge, type JudgedRow } from './judge.ts';
import { measureFigure } from './measure-figure.ts';
import { createSampleFiles } from './sample-file.ts';
import { startServer } from './start-server.ts';
import { tableHead, tableLine } from './table.ts';

const help = `npm run bench [-- --quick] [-- --only name]
  --quick       one round of everything: some four minutes, for a first look
  --only name   one figure, or all that begin so: ${figures.map(({ name }) => name).join(', ')}`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
  });
  const { quick = false, only = '' } = values;
  const chosen = figures.filter(({ name }) => name.startsWith(only));
  if (values.help === true || chosen.length === 0) {
    console.log(help);
    return values.help === true ? 0 : 2;
  }
  console.log(
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}; median (least-most)\n`,
  );
  console.log(tableHead());
  await using server = await startServer();
  await using files = await createSampleFiles();
  const rows: JudgedRow[] = [];
  for (const figure of chosen) {
    const judged = judge(figure, await measureFigure(figure, server.url, files, quick));
    for (const row of judged) console.log(tableLine(row));
    rows.push(...judged);
  }
  const missed = rows.filter(({ verdict }) => verdict === 'missed').length;
  console.log(missed === 0 ? '\nEvery figure reaches what it must.' : `\n${missed} of ${rows.length} figures missed.`);
  return missed === 0 ? 0 : 1;
}

process.exitCode = await main();
