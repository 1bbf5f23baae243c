import { existsSync } from 'node:fs';
import { onTestFinished, type TestContext } from 'vitest';
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]);

/** A page in a browser of its own, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of scripts, and what the policy of the page or the network refused. */
  readonly faults: string[];
}

/** Opens an address in a headless browser; skips the test where there is none. */
export async function openPage(
  context: TestContext,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  if (!existsSync(executablePath)) context.skip(`There is no ${executablePath}; set CHROMIUM to look at the page.`);
  const browser = await chromium.launch({ executablePath, args });
  onTestFinished(() => browser.close());
  const page = await (await browser.newContext(options)).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  return { page, faults };
}
