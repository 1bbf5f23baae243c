import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { reportToHtml } from '../../src/report/to-html.ts';
import { sampleReport } from './sample-reports.ts';

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
  .concat(['--disable-background-networking', '--disable-component-update', '--disable-sync'])
  .concat(['--window-size=1280,900', '--virtual-time-budget=1000']);

test('a browser shows the matrix and, for the first failure, its rule and its fix', async (context) => {
  if (!existsSync(chromium)) context.skip(`There is no ${chromium}; set CHROMIUM to look at the page.`);
  const folder = await mkdtemp(join(tmpdir(), 'conformance-page-'));
  try {
    const page = join(folder, 'conformance.html');
    await writeFile(page, reportToHtml([sampleReport('one', 7), sampleReport('two', 1_000)]));
    const profile = `--user-data-dir=${join(folder, 'profile')}`;
    const dom = await run([...flags, profile, '--dump-dom', pathToFileURL(page).href]);
    expect(dom).toMatch(/<aside id="details" aria-live="polite"><h3>[^<]+<\/h3><dl><dt>Provider<\/dt>/);
    expect(dom).toContain('<dt>Fix</dt>');
    const picture = join(folder, 'page.png');
    await run([...flags, profile, `--screenshot=${picture}`, pathToFileURL(page).href]);
    // Paper, ink, and the colours of what passed and what failed.
    expect(coloursOf(await readFile(picture))).toBeGreaterThan(50);
  } finally {
    await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 });
  }
}, 60_000);

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(chromium, args, { timeout: 30_000, maxBuffer: 2 ** 25 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}

/** Different rows of bytes would do; whole pixels need no filter to be undone when only variety is asked for. */
function coloursOf(png: Buffer): number {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const size = png.readUInt32BE(at);
    if (png.subarray(at + 4, at + 8).toString() === 'IDAT') data.push(png.subarray(at + 8, at + 8 + size));
    at += size + 12;
  }
  const pixels = inflateSync(Buffer.concat(data));
  const seen = new Set<number>();
  for (let at = 0; at + 2 < pixels.length; at += 3) seen.add(pixels.readUIntBE(at, 3));
  return seen.size;
}
