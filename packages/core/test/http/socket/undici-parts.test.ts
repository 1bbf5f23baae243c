import { Agent, Client, Pool } from 'undici';
import { expect, test } from 'vitest';
import * as parts from '../../../src/http/socket/undici-parts.ts';

test('the parts of undici are those of its entry', () => {
  expect(parts).toMatchObject({ Agent, Client, Pool });
  expect([parts.Agent, parts.Client, parts.Pool].map((part) => typeof part)).toEqual(Array(3).fill('function'));
});
