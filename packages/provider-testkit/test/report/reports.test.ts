import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conformanceCases } from '../../src/conformance/conformance-cases.ts';
import { reportToHtml } from '../../src/report/to-html.ts';
import { reportToMarkdown } from '../../src/report/to-markdown.ts';
import { writeReports } from '../../src/report/write-reports.ts';
import { sampleReport } from './sample-reports.ts';

const reports = [sampleReport('one', 7), sampleReport('two <b>', 1_000)];

test('the markdown has a row for each case and the reason of each that did not pass', () => {
  const markdown = reportToMarkdown(reports);
  for (const { id } of conformanceCases) expect(markdown).toContain(`| \`${id}\` |`);
  expect(markdown).toContain('Seen: &lt;b>failed');
  expect(markdown.split('\n').filter((line) => line.startsWith('- `'))).toHaveLength(
    reports.flatMap(({ results }) => results).filter(({ status }) => status !== 'passed').length,
  );
});

test('the page has a cell for each case and provider, and loads nothing', () => {
  const html = reportToHtml(reports);
  expect(html.match(/<td class="/g)).toHaveLength(conformanceCases.length * 2);
  expect(html).not.toMatch(/<(?:link|img|iframe)|src=|https?:|@import|url\(/);
  expect(html).not.toContain('<b>');
});

test('JSON, markdown and page are written side by side', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-report-'));
  try {
    const paths = await writeReports(reports, join(folder, 'new'));
    expect(paths.map((path) => path.slice(folder.length + 5))).toEqual([
      'conformance.json',
      'conformance.md',
      'conformance.html',
    ]);
    expect(JSON.parse(await readFile(paths[0] ?? '', 'utf8'))).toEqual(JSON.parse(JSON.stringify(reports)));
  } finally {
    await rm(folder, { recursive: true });
  }
});
