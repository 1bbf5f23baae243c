import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
    }[];
  }[];
}

/** The files of core in which a text call runs code, once everything is loaded. */
async function filesOfACall(): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-call-path-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const script = fileURLToPath(new URL('one-call.mjs', import.meta.url));
  await promisify(execFile)(process.execPath, [script], { env: { ...process.env, NODE_V8_COVERAGE: folder } });
  // One file each for the first call, the second one and the end of the process, with a time and a number in its name.
  const [, second, end] = (await readdir(folder)).toSorted();
  if (second === undefined || end === undefined) throw new Error('Node.js wrote no coverage of the second call.');
  const { result } = JSON.parse(await readFile(join(folder, second), 'utf8')) as Coverage;
  return result.flatMap(({ url, functions }) => {
    const [, path] = url.split('/core/dist/');
    const ran = functions.some(({ functionName, ranges: [whole] }) => {
      // The body of a file, which runs when it is loaded.
      const isBody = functionName === '' && whole?.startOffset === 0;
      return !isBody && (whole?.count ?? 0) > 0;
    });
    return path !== undefined && ran ? [path] : [];
  });
}

// The aim is 40. Lower the limit when files are joined; raise it only for what every text call needs.
test('a stranger follows a text call through at most 49 files', async () => {
  const files = await filesOfACall();
  expect(files).toEqual(expect.arrayContaining(['client/client.js', 'call/run-call.js', 'http/exchange.js']));
  expect(files.length, files.join('\n')).toBeLessThanOrEqual(49);
});
