import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { cumulativeText } from '../../src/web/cumulative-text.ts';
import { messageFrom } from '../../src/web/message.ts';
import { SnapshotReader } from '../../src/web/snapshot-reader.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const answer = 'The striped cat sits on a wooden table, café lights behind it. '.repeat(600);

test.each([
  ['what they repeat is known', true],
  ['nothing is known of them', false],
])('deltas that are kept do not keep the snapshots they came with: %s', (_name, told) => {
  const snapshots = new SnapshotReader();
  const text = cumulativeText();
  const deltas: string[] = [];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  let repeated = 0;
  for (let length = 20; length <= answer.length; length += 20) {
    const data = `{"text":"${answer.slice(0, length)}"}`;
    const message = messageFrom({ event: 'message', data, repeated: told ? repeated : 0 }, snapshots);
    repeated = data.length - '"}'.length;
    if (message.kind !== 'answer' || message.text === undefined) throw new Error('No answer.');
    for (const event of text.next(message.text, message.grown))
      if (event.type === 'text-delta') deltas.push(event.text);
  }
  collectGarbage();
  const held = process.memoryUsage().heapUsed - before;
  expect(deltas.join('')).toBe(answer.slice(0, answer.length - (answer.length % 20)).trimEnd());
  // All snapshots together have 36 MB.
  expect(held).toBeLessThan(6_000_000);
});
