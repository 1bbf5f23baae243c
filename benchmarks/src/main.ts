// `npm run bench`: measures, prints a table, and fails if a figure misses what it must reach.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { figures } from './figures/index.ts';
import { judge, type JudgedRow } from './judge.ts';
import { measureFigure } from './measure-figure.ts';
import { createSampleFiles } from './sample-file.ts';
import { startServer } from './start-server.ts';
import { writeResults } from './results-page.ts';
import { markdownTable, tableHead, tableLine } from './table.ts';

const help = `npm run bench [-- --quick] [--rounds most] [--only name] [--markdown] [--write]
  --quick       one round of everything: some four minutes, for a first look
  --rounds most no more rounds than that of any figure: the whole takes less time
  --only name   one figure, or all that begin so: ${figures.map(({ name }) => name).join(', ')}
  --markdown    shows the table as Markdown, too
  --write       puts it into docs/performance.md; for all figures at once`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string' },
      only: { type: 'string' },
      markdown: { type: 'boolean' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const { quick = false, only = '' } = values;
  const most = values.rounds === undefined ? Number.POSITIVE_INFINITY : Number(values.rounds);
  const chosen = figures.filter(({ name }) => name.startsWith(only));
  // A part of the figures would replace the whole table.
  const isPartial = values.write === true && chosen.length < figures.length;
  if (values.help === true || chosen.length === 0 || isPartial || !(most >= 1)) {
    console.log(help);
    return values.help === true ? 0 : 2;
  }
  const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`;
  console.log(`${machine}; median (least-most)\n`);
  console.log(tableHead());
  await using server = await startServer();
  await using files = await createSampleFiles();
  const rows: JudgedRow[] = [];
  for (const figure of chosen) {
    const judged = judge(figure, await measureFigure(figure, server.url, files, quick, most));
    for (const row of judged) console.log(tableLine(row));
    rows.push(...judged);
  }
  if (values.markdown === true) console.log(`\n${markdownTable(rows)}`);
  if (values.write === true) {
    const several = `medians of ${Number.isFinite(most) ? `at most ${most}` : 'several'} rounds, with the least and the most`;
    const rounds = quick || most === 1 ? 'one round of each client' : several;
    await writeResults(`${machine}; ${rounds}.`, markdownTable(rows));
  }
  const missed = rows.filter(({ verdict }) => verdict === 'missed').length;
  console.log(missed === 0 ? '\nEvery figure reaches what it must.' : `\n${missed} of ${rows.length} figures missed.`);
  return missed === 0 ? 0 : 1;
}

process.exitCode = await main();
