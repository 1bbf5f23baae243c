import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { inspectFixture } from '@plugboard/provider-testkit';
import { expect, test } from 'vitest';
import { scenariosOf } from './scenarios.ts';
import { fixturesOf, surfaces } from './surfaces.ts';

const schema = '../../node_modules/@plugboard/provider-testkit/fixture.schema.json';

// `npx vitest run packages/provider-openai/test/scenarios -u` writes the files anew.
test.each(surfaces)('the fixtures of $preset are what the scenarios say', async (surface) => {
  const folder = fixturesOf(surface);
  for (const { name, fixture, bodies } of scenariosOf(surface)) {
    const text = `${JSON.stringify({ $schema: schema, ...fixture }, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.json`, folder)));
    for (const [file, body] of Object.entries(bodies)) {
      await expect(body).toMatchFileSnapshot(fileURLToPath(new URL(file, folder)));
    }
    expect(inspectFixture({ ...fixture, files: bodies }), name).toEqual([]);
  }
});

test.each(surfaces)('the folder of $preset holds nothing else', async (surface) => {
  const written = scenariosOf(surface).flatMap(({ name, bodies }) => [`${name}.json`, ...Object.keys(bodies)]);
  const image = surface.image ? ['dot.png'] : [];
  expect(new Set(await readdir(fixturesOf(surface)))).toEqual(new Set([...written, ...image]));
});
