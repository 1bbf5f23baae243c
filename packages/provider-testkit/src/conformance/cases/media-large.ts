import { Readable } from 'node:stream';
import { both, filesOf, needsHttpAnswer, needsMedia } from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { mediaPart } from '../../subject/create-params.ts';
import { NotJudged } from '../not-judged.ts';
import { askAbout, refused, withFile } from '../stage/ask-about.ts';
import { bytesArrived, bytesBeside, fileArrived, largeFile } from '../stage/files-sent.ts';

/** Bytes: just above usual sizes of buffers, and not multiples of three. */
const sizes = [65_537, 1_048_577, 3_145_729] as const;

/** Bytes, not a multiple of three: the base64 of such pieces, joined, is not the base64 of the file. */
const oddPieces = 65_534;

/** Cases about files that come in several pieces, or can be read only once. */
export const mediaLargeCases: readonly SuiteCase[] = [
  {
    id: 'media/large-files',
    rule: 'A large file arrives whole, with nothing added, or the call is refused.',
    fix: 'Send the `Media` itself, or collect all of `stream()` before you encode it: a file arrives in any number of pieces of any length.',
    after: ['media/bytes-arrive'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const fixture = withFile(subject);
      const [{ kind }] = [filesOf(fixture)[0] ?? { kind: 'image' as const }];
      for (const size of sizes) {
        const bytes = largeFile(kind, size);
        await using stage = await subject.open(fixture, {
          patienceMs: subject.patienceMs * 4,
          mediaPieces: oddPieces,
        });
        const outcome = await askAbout(subject, stage, [mediaPart(kind, new File([bytes], 'large.bin'))]);
        if (refused(outcome)) continue;
        const seen = fileArrived(stage, bytes) ? size : bytesArrived(stage, bytes);
        expectThat(
          seen === size,
          `Of a file of ${size} bytes, only the first ${seen} arrived unchanged. The call ended with ${cameTo(outcome.error)}.`,
        );
        const more = bytesBeside(stage, bytes);
        expectThat(
          more === 0,
          `After the ${size} bytes of a file, ${more} more bytes were sent that do not belong to it.`,
        );
      }
    },
  },
  {
    id: 'media/read-once',
    rule: 'A file that can be read only once, such as a pipe, arrives whole, or the call is refused for that reason.',
    fix: 'Read a file once: send the `Media` itself, and take what you need to know of it from `type`, `size` and `name`.',
    after: ['media/bytes-arrive'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const fixture = withFile(subject);
      const [{ kind }] = [filesOf(fixture)[0] ?? { kind: 'image' as const }];
      const bytes = largeFile(kind, sizes[0]);
      await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * 2 });
      const outcome = await askAbout(subject, stage, [mediaPart(kind, Readable.from([bytes], { objectMode: false }))]);
      if (refused(outcome)) {
        throw new NotJudged(
          `A file that can be read only once is refused; a provider that reads it twice, such as to sign it, can do no better. The call ended with ${cameTo(outcome.error)}.`,
        );
      }
      expectThat(
        fileArrived(stage, bytes),
        `A file of ${bytes.length} bytes that can be read only once did not arrive whole. The call ended with ${cameTo(outcome.error)}.`,
      );
    },
  },
];
