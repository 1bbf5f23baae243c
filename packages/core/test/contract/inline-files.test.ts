import { expect, test } from 'vitest';
import { assertFilesFit, filesBeyond } from '../../src/contract/inline-files.ts';
import type { ChatMessage, ContentPart } from '../../src/contract/chat-request.ts';

test.each<[name: string, sizes: readonly number[], limit: number, beyond: readonly number[]]>([
  ['no files', [], 0, []],
  ['files that fit exactly', [3, 6], 12, []],
  ['files that are one byte too large, whose largest goes', [3, 7], 12, [1]],
  ['several that have to go', [300, 30, 600, 3], 44, [0, 2]],
  ['files of unknown size, which count nothing', [0, 0], 0, []],
  ['equal ones, of which the first go', [30, 30, 30], 80, [0]],
  ['one that is too large alone', [300], 100, [0]],
])('%s', (_name, sizes, limit, beyond) => {
  expect(filesBeyond(sizes, limit)).toEqual(new Set(beyond));
});

function message(...sizes: readonly (number | undefined)[]): ChatMessage {
  const parts = sizes.map((size): ContentPart => {
    const bytes = async function* (): AsyncGenerator<Uint8Array> {};
    const read = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array());
    return {
      type: 'pdf',
      source: { kind: 'pdf', type: 'application/pdf', name: 'a', size, stream: bytes, bytes: read },
    };
  });
  const others: readonly ContentPart[] = [
    { type: 'text', text: 'A text is not counted.' },
    { type: 'pdf', source: 'https://example.com/a.pdf' },
  ];
  return { role: 'user', content: [...parts, ...others] };
}

test('files of several messages that fit together pass', () => {
  expect(() => assertFilesFit([message(3, undefined), message(6)], 12, 'Send less.')).not.toThrow();
});

test('files that together are too large are refused, with their size and what to do', () => {
  const fit = (): void => assertFilesFit([message(3, undefined), message(7)], 12, 'Send less.');
  expect(fit).toThrow(
    'The service takes requests of at most 12 bytes, but the files of this one have 16 bytes as base64. Send less.',
  );
  expect(fit).toThrow(expect.objectContaining({ code: 'unsupported', param: 'messages' }));
});
