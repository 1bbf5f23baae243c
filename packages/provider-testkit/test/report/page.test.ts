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
  .concat(['--virtual-time-budget=1000']);

/** What a reader with a keyboard does, and what there is to see then. */
const reader = `
const seen = [];
const look = (what) => seen.push(what + ': ' + (details.hidden ? 'closed' : details.querySelector('h2').textContent + ', ' + details.querySelector('dd').textContent));
const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
look('address');
table.querySelector('[tabindex="0"]').focus();
press('ArrowDown'); look('down');
press('ArrowRight'); look('right');
press('ArrowRight'); look('edge');
press('Escape'); look('escape');
document.activeElement.click(); look('click');
document.querySelector('[value=failed]').click();
seen.push('rows: ' + table.querySelectorAll('tr[data-id]:not([hidden])').length);
find.value = 'nothing is called so'; find.dispatchEvent(new Event('input'));
seen.push('found: ' + document.querySelector('.none').hidden);
seen.push('stops: ' + table.querySelectorAll('td button:not([tabindex="-1"])').length);
seen.push('overflow: ' + (document.documentElement.scrollWidth > innerWidth));
document.body.append(Object.assign(document.createElement('pre'), { id: 'seen', textContent: seen.join('|') }));
`;

test('a browser shows the matrix and, for the first failure, its rule and its fix', async (context) => {
  if (!existsSync(chromium)) context.skip(`There is no ${chromium}; set CHROMIUM to look at the page.`);
  await using pages = await folderOfPages();
  const page = await pages.write(reportToHtml([sampleReport('one', 7), sampleReport('two', 1_000)]));
  const dom = await run([...flags, pages.profile, '--window-size=1280,900', '--dump-dom', page]);
  expect(dom).toMatch(/<aside id="details" aria-live="polite"><header class=""><h2 class="">[^<]+<\/h2>/);
  expect(dom).toContain('<dt class="">Fix</dt>');
  const picture = join(pages.path, 'page.png');
  await run([...flags, pages.profile, '--window-size=1280,900', `--screenshot=${picture}`, page]);
  // Paper, ink, and the colours of what passed and what failed.
  expect(coloursOf(await readFile(picture))).toBeGreaterThan(50);
});

test('a cell has an address, the arrow keys lead to every other one, and a narrow window is enough', async (context) => {
  if (!existsSync(chromium)) context.skip(`There is no ${chromium}; set CHROMIUM to look at the page.`);
  await using pages = await folderOfPages();
  const html = reportToHtml([sampleReport('number one', 7), sampleReport('two', 1_000)]);
  const page = await pages.write(html.replace('</html>', () => `<script>${reader}</script></html>`));
  const dom = await run([
    ...flags,
    pages.profile,
    '--window-size=520,900',
    '--dump-dom',
    `${page}#number%20one/identity/models-declared`,
  ]);
  expect(/<pre id="seen">([^<]*)/.exec(dom)?.[1]?.split('|')).toEqual([
    'address: identity/models-declared, number one',
    'down: identity/model-names, number one',
    'right: identity/model-names, two',
    'edge: identity/model-names, two',
    'escape: closed',
    'click: identity/model-names, two',
    `rows: ${sampleReport('number one', 7).results.filter(({ status }, index) => status === 'failed' || index === 0).length}`,
    'found: false',
    'stops: 1',
    'overflow: false',
  ]);
});

async function folderOfPages() {
  const path = await mkdtemp(join(tmpdir(), 'conformance-page-'));
  return {
    path,
    profile: `--user-data-dir=${join(path, 'profile')}`,
    async write(html: string): Promise<string> {
      await writeFile(join(path, 'conformance.html'), html);
      return pathToFileURL(join(path, 'conformance.html')).href;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, maxRetries: 5, retryDelay: 100 }),
  };
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(chromium, args, { timeout: 60_000, maxBuffer: 2 ** 25 }, (error, stdout) => {
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
