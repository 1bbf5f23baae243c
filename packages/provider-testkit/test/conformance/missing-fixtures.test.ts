import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Accepts, Model } from '@plugboard/core/provider';
import { expect, onTestFinished, test } from 'vitest';
import { templateFiles } from '../../src/command/template.ts';
import { missingFixtures } from '../../src/conformance/missing-fixtures.ts';
import type { Fixture } from '../../src/fixtures/fixture.ts';
import { loadFixtures } from '../../src/fixtures/load-fixtures.ts';
import { fakeFixtures } from './fake-fixtures.ts';

const everything: Accepts = { tools: true };
const models: readonly Model[] = [{ id: 'any', input: ['image'] }];

function missing(fixtures: readonly Fixture[], accepts: Accepts = everything): readonly string[] {
  const answers = fixtures.filter(({ expect: wanted }) => 'text' in wanted);
  return missingFixtures({
    accepts,
    models,
    fixtures,
    answers,
    has: { http: true, upload: false, listModels: false },
  }).map((what) => what.replace(/[:,].*$/, ''));
}

test('what no fixture shows is listed', () => {
  const [first] = fakeFixtures.filter(({ name }) => name === 'any-json');
  if (first === undefined) expect.unreachable('There is no such fixture.');
  const exchanges = first.exchanges.map(({ response: { chunks: _chunks, ...response }, ...exchange }) => ({
    ...exchange,
    response,
  }));
  expect(missing([{ ...first, exchanges }])).toEqual([
    'an answer with a character of several bytes',
    'an answer that ends for a second reason',
    'an answer with `chunks`',
    'a call with a system message',
    'an answer that calls a tool',
    'a call with a file above 64 KiB',
  ]);
});

test('tools and files are missed only where a provider takes them', () => {
  const none = missingFixtures({
    accepts: {},
    models: [{ id: 'any' }],
    fixtures: [],
    answers: [],
    has: { http: true, upload: false, listModels: false },
  });
  expect(none.filter((what) => /tool|file/.test(what))).toEqual([]);
});

test('the fixtures of the Owl show all that the Owl does', async () => {
  const folder = new URL('../../../../examples/third-party-provider/fixtures/', import.meta.url);
  expect(missing(await loadFixtures(folder), {})).toEqual([]);
});

test('the fixtures that init writes show all that its provider does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'testkit-init-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(templateFiles('plugboard-provider-okapi'))) {
    const [place, name] = path.split('/');
    if (place === 'fixtures' && name !== undefined) await writeFile(join(folder, name), text);
  }
  const fixtures = await loadFixtures(pathToFileURL(`${folder}/`));
  expect(missing(fixtures, {})).toEqual(['a call with a file above 64 KiB']);
  expect(JSON.parse(await readFile(join(folder, 'hello.json'), 'utf8'))).toMatchObject({ expect: { finish: 'stop' } });
});
