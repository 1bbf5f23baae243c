import { expect, test } from 'vitest';
import type { JsonObject } from '@plugboard/core/provider';
import { researchSources } from '../../src/api/research-sources.ts';

const result = {
  url: 'https://en.wikipedia.org/wiki/2025_UEFA_Nations_League_Finals',
  title: '2025 UEFA Nations League Finals - Wikipedia',
  snippet: '...',
  age: null,
};
const source = { type: 'source', url: result.url, title: result.title, text: '...' };

function chunk(steps: unknown, name = 'delta'): JsonObject {
  return { choices: [{ index: 0, [name]: { reasoning_steps: steps } }] };
}

function step(output: unknown): object {
  return { role: 'tool', content: { tool_name: 'search_web', tool_output: output } };
}

test.each(['delta', 'message'])('results of a step in a %s are sources', (name) => {
  const read = researchSources();
  const given = chunk([{ role: 'assistant', reasoning_content: 'x' }, step([result])], name);
  expect(read(given)).toEqual([source]);
  expect(read(given), 'once').toEqual([]);
});

test.each([
  [{}],
  [{ choices: [] }],
  [{ choices: [{ delta: null }] }],
  [chunk('steps')],
  [chunk([null, 'x', step('none'), { content: null }])],
  [chunk([step([null, 'x', {}, { url: '' }, { url: 7 }])])],
])('%j holds no source', (value) => {
  expect(researchSources()(value)).toEqual([]);
});
