import { expect, test } from 'vitest';
import { testProvider } from '../../src/conformance/test-provider.ts';
import { fakeLocal, localFixtures } from './fake-local.ts';

test('vitest is told what has no meaning for a provider, what is skipped and what was not run', async (context) => {
  const bodies = new Map<string, () => Promise<void>>();
  testProvider({
    test: (name, body) => bodies.set(name.slice(0, name.indexOf(':')), body),
    create: () => fakeLocal(() => ({ stream: async function* none() {} }))(),
    fixtures: localFixtures,
    skip: [{ case: 'answering/text', reason: 'It says nothing.' }],
  });
  const notes: string[] = [];
  // What vitest hands over, except that this test itself goes on.
  const handedOver = new Proxy(context, {
    get: (target, key): unknown => (key === 'skip' ? (note: string) => notes.push(note) : Reflect.get(target, key)),
  });
  for (const id of ['identity/plugin-id', 'media/several', 'answering/text', 'answering/events']) {
    await Reflect.apply(bodies.get(id) ?? expect.unreachable, undefined, [handedOver]);
  }
  expect(notes).toEqual([
    'not-applicable: The provider has no HTTP: its fixtures have no exchanges.',
    'skipped: It says nothing.',
    'not-run: It depends on another case: answering/finish-reason failed.',
  ]);
});
