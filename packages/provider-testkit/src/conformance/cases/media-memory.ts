import { both, filesOf, mainFixture, mediaFixture, needsHttpAnswer, needsMedia } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { mediaPart } from '../../subject/create-params.ts';
import { memoryHeld } from '../stage/memory-held.ts';
import { sampleFile } from '../stage/sample-file.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';
import { until } from '../until.ts';

const mebibyte = 1_048_576;
const size = 24 * mebibyte;
/** When this much was read, the case looks where it is. */
const half = size / 2;

export const mediaMemoryCases: readonly SuiteCase[] = [
  {
    id: 'media/memory',
    rule: 'A large file is sent while it is read, and is never in memory as a whole; or it is refused.',
    fix: 'Send the `Media` itself in `json`, `form` or `body`, or `asBase64(media)`. Compute a digest piece by piece. If you need all bytes at once, bound them with `media.bytes({ maxBytes })`.',
    after: ['media/large-files'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const fixture = mediaFixture(subject) ?? mainFixture(subject);
      const [{ kind }] = [filesOf(fixture)[0] ?? { kind: 'image' as const }];
      const file = new File([sampleFile(kind, 'memory'), Buffer.alloc(size)], 'large.bin');
      const enough = new AbortController();
      const seen = { held: 0 };
      let before = 0;
      const onRead = async (bytes: number, soFar: number): Promise<void> => {
        // The source may hold the file itself. Only memory beyond that counts.
        if (soFar === bytes) before = memoryHeld();
        if (soFar < half || soFar - bytes >= half) return;
        if (bytes >= half) seen.held = Math.max(seen.held, bytes);
        else if (await isSent(subject, stage)) enough.abort();
        else seen.held = Math.max(seen.held, memoryHeld() - before);
        if (seen.held >= half / 2) enough.abort();
      };
      await using stage = await subject.open(fixture, {
        onRead,
        mediaPieces: mebibyte,
        patienceMs: subject.patienceMs * 4,
      });
      const content = [mediaPart(kind, file)];
      await subject.ask(stage, fixture, { messages: [{ role: 'user', content }], signal: enough.signal });
      const inMebibytes = (bytes: number): number => Math.round(bytes / mebibyte);
      expectThat(
        seen.held < half / 2,
        `Of a file of ${inMebibytes(size)} MiB, it held ${inMebibytes(seen.held)} MiB in memory before any of it was sent.`,
      );
    },
  },
];

/** Whether the part that was read is on its way. Waits a moment, because it may not have reached the service yet. */
async function isSent(subject: CaseSubject, { service }: Stage): Promise<boolean> {
  const { requests } = service.replay.server;
  const arriving = (): number => requests.reduce((most, { body }) => Math.max(most, body.length), 0);
  const begun = await until(() => requests.some(({ complete }) => !complete), subject.quietMs);
  return begun && (await until(() => arriving() > half / 2, subject.patienceMs));
}
