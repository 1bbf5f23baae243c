import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConformanceReport } from '../conformance/run-conformance.ts';
import { reportToHtml } from './to-html.ts';
import { reportToMarkdown } from './to-markdown.ts';

/** Writes `conformance.json`, `conformance.md` and `conformance.html` into a folder, and creates it if it is missing. Returns the paths. */
export async function writeReports(reports: readonly ConformanceReport[], folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const files = [
    ['conformance.json', `${JSON.stringify(reports, null, 2)}\n`],
    ['conformance.md', reportToMarkdown(reports)],
    ['conformance.html', reportToHtml(reports)],
  ] as const;
  return Promise.all(
    files.map(async ([name, text]) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    }),
  );
}
