import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { apiScenarios } from './api-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { webScenarios } from './web-scenarios.ts';

const folderOf = (surface: string): URL => new URL(`../../fixtures/${surface}/`, import.meta.url);
const schema = '../../node_modules/@plugboard/provider-testkit/fixture.schema.json';

const surfaces: readonly (readonly [name: string, scenarios: readonly Scenario[]])[] = [
  ['web', webScenarios],
  ['api', apiScenarios],
];

// `npx vitest run packages/provider-reka/test/scenarios -u` writes the files anew.
test.each(surfaces)('the fixtures of the %s surface are what the scenarios say', async (surface, scenarios) => {
  const folder = folderOf(surface);
  for (const { name, fixture, bodies } of scenarios) {
    const text = `${JSON.stringify({ $schema: schema, ...fixture }, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.json`, folder)));
    for (const [file, body] of Object.entries(bodies)) {
      await expect(body).toMatchFileSnapshot(fileURLToPath(new URL(file, folder)));
    }
  }
});

test.each(surfaces)('the folder of the %s surface holds nothing else', async (surface, scenarios) => {
  const written = scenarios.flatMap(({ name, bodies }) => [`${name}.json`, ...Object.keys(bodies)]);
  // Recordings are no transcriptions: `record.test.ts` makes them anew.
  const others = (await readdir(folderOf(surface))).filter((file) => !file.startsWith('recorded-'));
  expect(new Set(others)).toEqual(new Set([...written, 'dot.png']));
});

test.each(surfaces)('the fixtures of the %s surface hold no secret and no name of a person', async (surface) => {
  for (const file of await readdir(folderOf(surface))) {
    const text = await readFile(new URL(file, folderOf(surface)), 'latin1');
    expect(text, file).not.toMatch(/eyJ|auth0\|(?!0{24}|\{\{)|appSession=(?!\{\{)/);
  }
});
