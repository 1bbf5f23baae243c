import { expect, test } from 'vitest';
import { Signatures } from '../src/index.ts';

const ours = new Signatures('fake-key');
const signature = ours.sign('acme-one', 'A thought.');

test.each([
  ['as it was given out', signature, 'acme-one', 'A thought.', 'genuine'],
  ['to another model', signature, 'acme-two', 'A thought.', 'foreign'],
  ['with another text', signature, 'acme-one', 'A thought', 'altered'],
  ['with the signature of another emulator', new Signatures('other').sign('acme-one', ''), 'acme-one', '', 'altered'],
  ['with a signature that is cut', signature.slice(0, -8), 'acme-one', 'A thought.', 'altered'],
  ['with a signature too short for any', 'c2hvcnQ=', 'acme-one', 'A thought.', 'altered'],
  ['with white space in its signature', `${signature} `, 'acme-one', 'A thought.', 'altered'],
  ['without a signature', '', 'acme-one', 'A thought.', 'altered'],
  ['without its text, signed without it', ours.sign('acme-one', ''), 'acme-one', '', 'genuine'],
] as const)('a thought that comes back %s is told as such', (_how, given, model, text, verdict) => {
  expect(ours.judge(given, model, text)).toBe(verdict);
});

test('two signatures of one thought differ', () => {
  expect(ours.sign('acme-one', 'A thought.')).not.toBe(signature);
});
