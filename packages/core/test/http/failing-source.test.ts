import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { status } from '@plugboard/provider-testkit/server';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { retryHintOf } from '../../src/errors/retry-hint.ts';
import { openMedia } from '../../src/media/open-media.ts';
import type { MediaContent } from '../../src/contract/media.ts';
import { handMade } from '../media/hand-made.ts';
import { pngOf } from '../media/sample-files.ts';
import { clientFor, failureOf, serve } from './fixture.ts';

/** A media of a provider's own, which gives what it should not. */
const giving = (...pieces: readonly unknown[]): MediaContent =>
  handMade(pngOf(100), { stream: () => Readable.from(pieces), size: undefined });

const failing = (error: unknown): MediaContent =>
  handMade(pngOf(100), {
    // oxlint-disable-next-line require-yield -- fails at once
    async *stream() {
      throw error;
    },
  });

const cases: readonly (readonly [
  name: string,
  media: () => MediaContent | Promise<MediaContent>,
  code: string,
  message: RegExp,
])[] = [
  ['with fewer bytes than it said', () => handMade(pngOf(100), { size: 101 }), 'input_invalid', /it changed while/],
  ['with more bytes than it said', () => handMade(pngOf(100), { size: 99 }), 'input_invalid', /it changed while/],
  ['read before', readBefore, 'input_invalid', /has already been read/],
  ['of text', () => giving('text'), 'protocol_error', /the image yields text instead of bytes/],
  ['of numbers', () => giving(1, 2), 'protocol_error', /the image yields numbers instead of bytes/],
  ['of objects', () => giving({}), 'protocol_error', /the image yields objects instead of bytes/],
  ['that fails', () => failing(new Error('SEKRET')), 'input_invalid', /could not be read to its end/],
  ['that is refused', () => failing(new PlugboardError('unsupported', 'Not this one.')), 'unsupported', /^Not this/],
];

async function readBefore(): Promise<MediaContent> {
  const media = await openMedia(Readable.from([pngOf(9000)]), { label: 'image 1' }).load();
  for await (const piece of media.stream()) if (piece.length > 0) break;
  return media;
}

for (const [name, make, code, message] of cases) {
  for (const body of ['json', 'form'] as const) {
    test(`a file ${name} fails the step that sends it, in a ${body}`, async () => {
      const server = await serve();
      server.on({}, status(200, {}));
      const media = await make();
      const sent = body === 'json' ? { json: { media } } : { form: { media } };
      const error = await failureOf(clientFor(server).json({ phase: 'upload', url: '/', ...sent }));
      expect(error).toMatchObject({ code, phase: 'upload', message: expect.stringMatching(message) });
      expect(retryHintOf(error)).toBe('never');
      expect(`${error.message}${String(error.cause)}${error.stack}`).not.toContain('SEKRET');
    });
  }
}

test('a failure that knows its step keeps it', async () => {
  const server = await serve();
  const media = failing(new PlugboardError('auth_expired', 'Gone.', { phase: 'auth' }));
  const error = await failureOf(clientFor(server).json({ phase: 'upload', url: '/', form: { media } }));
  expect(error).toMatchObject({ code: 'auth_expired', phase: 'auth' });
});

test('views of other kinds are bytes too', async () => {
  const server = await serve();
  server.on({}, status(200, {}));
  const media = giving(new DataView(new Uint8Array([1, 2, 3]).buffer, 1), new Uint16Array([0x0605]));
  await clientFor(server).json({ phase: 'upload', url: '/', json: { media } });
  expect(server.requests[0]?.body.toString()).toContain(`base64,${Buffer.from([2, 3, 5, 6]).toString('base64')}"`);
});
