import { both, needsHttpAnswer, needsMedia, needsTypes, needsUpload } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import { chatOf } from '../stage/service.ts';
import type { SuiteCase } from '../case.ts';
import type { Fixture } from '../../fixtures/fixture.ts';
import { mediaPart } from '../../subject/create-params.ts';
import { NotJudged } from '../not-judged.ts';
import type { Outcome } from '../stage/ask.ts';
import { askAbout, refused, withFile } from '../stage/ask-about.ts';
import { bodyHolds } from '../stage/body-holds.ts';
import { bodyHasFile, fileArrived, largeFile, typedFiles } from '../stage/files-sent.ts';
import { leavesOf } from '../stage/json-units.ts';
import { otherAnswers } from '../stage/other-answers.ts';
import { withReference } from '../stage/other-reference.ts';
import { sampleFile } from '../stage/sample-file.ts';
import type { CaseSubject } from '../subject.ts';

/** Bytes: just above the size of a buffer. */
const aboveBuffers = 65_537;

/** Cases about files that only a second or third file brings to light. */
export const mediaFilesCases: readonly SuiteCase[] = [
  {
    id: 'media/same-name',
    rule: 'A different file is sent even if its name, type, size and beginning equal those of an earlier file.',
    fix: 'If you cache uploads or encoded files, use a digest of their contents as the key. Sending the same file twice is fine, too.',
    after: ['media/bytes-arrive', 'media/reference-arrives'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const fixture = withFile(subject);
      await using stage = await subject.open(fixture);
      const others = subject.has.upload ? await otherAnswers(subject, fixture) : undefined;
      if (others !== undefined) stage.service.answering = others;
      const ask = (tag: string): Promise<Outcome> =>
        askAbout(subject, stage, [mediaPart('image', new File([sampleFile('image', tag)], 'same.png'))]);
      const first = await ask('older');
      if (refused(first)) throw new NotJudged('A call with a PNG is refused.');
      const before = stage.service.all.length;
      await ask('newer');
      const later = stage.service.all.slice(before);
      expectThat(
        later.some(({ body }) => bodyHasFile(body, sampleFile('image', 'newer'))),
        'A file `same.png` was sent, but not a second one of the same name and size with other contents.',
      );
      await expectLastByteCounts(subject, fixture);
      if (others === undefined) return;
      await ask('older');
      const uploads = stage.service.requests.filter(({ phase }) => phase === 'upload');
      const mine = uploads.findLastIndex(({ body }) => bodyHasFile(body, sampleFile('image', 'older')));
      const reference = stage.record.references[mine === 0 ? 0 : stage.record.references.length - 1];
      const chat = stage.service.chat;
      expectThat(
        chat === undefined || reference === undefined || bodyHolds(chat.body, reference),
        'When the first file is asked about again, the chat names the second one.',
      );
    },
  },
  {
    id: 'media/types',
    rule: 'A file is sent with the type of its contents, whatever its name ends in.',
    fix: 'Send `media.type`, which core found in the bytes. Do not guess the type from the name.',
    after: ['media/type-arrives'],
    applies: both(needsHttpAnswer, needsMedia, needsTypes),
    async run(subject) {
      const fixture = withFile(subject);
      for (const [type, name, bytes] of typedFiles) {
        await using stage = await subject.open(fixture);
        const outcome = await askAbout(subject, stage, [mediaPart('image', new File([bytes], name))]);
        if (refused(outcome) || !fileArrived(stage, bytes)) continue;
        const sent = stage.service.all.filter(({ body }) => bodyHasFile(body, bytes));
        expectThat(
          [...sent, ...stage.service.all].some(({ body }) => Buffer.from(body).includes(type)),
          `A file named ${name} contains ${type}, but no request names that type.`,
        );
      }
    },
  },
  {
    id: 'media/order',
    rule: 'Texts and files of a message reach the service in order, if its format has an order.',
    fix: 'Convert the parts of `content` one after the other, and wait for each file before the next part.',
    after: ['answering/parts', 'media/several', 'media/text-beside'],
    unless: ['media/earlier-turn'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const fixture = withFile(subject);
      await using stage = await subject.open(fixture);
      const others = subject.has.upload ? await otherAnswers(subject, fixture) : undefined;
      if (subject.has.upload && others === undefined) {
        throw new NotJudged(
          'An upload takes several requests, or its answer does not hold the reference: two files look alike.',
        );
      }
      if (others !== undefined) stage.service.answering = others;
      const names = ['one.png', 'two.png'];
      // The second file is ready long before the first one.
      const files = [
        Buffer.concat([sampleFile('image', 'one'), Buffer.alloc(300_000, 'x')]),
        sampleFile('image', 'two'),
      ];
      const outcome = await askAbout(subject, stage, [
        { type: 'text', text: 'Auk-first' },
        mediaPart('image', new File([files[0] ?? ''], names[0] ?? '')),
        { type: 'text', text: 'Emu-second' },
        mediaPart('image', new File([files[1] ?? ''], names[1] ?? '')),
      ]);
      const chat = stage.service.chat;
      if (refused(outcome) || chat === undefined) return;
      const marks = files.map(
        (bytes, index) => stage.record.uploads.get(names[index] ?? '') ?? bytes.toString('base64'),
      );
      expectInOrder(chat.body, ['Auk-first', marks[0] ?? '', 'Emu-second', marks[1] ?? '']);
    },
  },
  {
    id: 'media/same-file-twice',
    rule: 'A file that occurs twice in a message is sent twice. It may be uploaded once.',
    fix: 'Convert each part of `content` by itself; do not collect files in a set or a table of their contents.',
    after: ['media/several'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const fixture = withFile(subject);
      const chatWith = async (count: number): Promise<Uint8Array | undefined> => {
        await using stage = await subject.open(fixture);
        const file = new File([sampleFile('image', 'twin')], 'twin.png');
        const outcome = await askAbout(subject, stage, [
          { type: 'text', text: 'Emu-asks' },
          ...Array.from({ length: count }, () => mediaPart('image', file)),
        ]);
        return refused(outcome) ? undefined : stage.service.chat?.body;
      };
      const [once, twice] = [await chatWith(1), await chatWith(2)];
      if (once === undefined || twice === undefined) throw new NotJudged('Two pictures in one message are refused.');
      expectThat(
        !Buffer.from(once).equals(Buffer.from(twice)),
        'A message with the same picture twice leads to the same request for a chat as one that has it once.',
      );
    },
  },
  {
    id: 'media/any-reference',
    rule: 'The reference that an upload returns reaches the chat unchanged, character by character.',
    fix: 'Send `source` as text: do not pass it through `new URL`, encode it, or trim it.',
    after: ['media/reference-arrives'],
    applies: needsUpload,
    async run(subject) {
      const fixture = withFile(subject);
      const plain = await subjectReference(subject, fixture);
      await using stage = await subject.open(fixture);
      const odd = `${plain}/A|b%2Fc \u00e9"{x}?`;
      stage.service.answering = ({ phase, recorded }) =>
        phase === 'upload' ? withReference(recorded, plain, odd) : undefined;
      await askAbout(subject, stage, [mediaPart('image', new File([sampleFile('image', 'odd')], 'odd.png'))]);
      const chat = stage.service.chat;
      if (chat === undefined)
        throw new NotJudged('A reference with unusual characters is refused, or cannot be put into the answer.');
      expectThat(
        bodyHolds(chat.body, odd),
        `The upload returned ${JSON.stringify(odd)}, and the request for the chat does not contain it.`,
      );
    },
  },
];

/** Sends two large files that differ only in their last byte: a provider that compares only the beginnings takes them for one. */
async function expectLastByteCounts(subject: CaseSubject, fixture: Fixture): Promise<void> {
  const [older, newer] = [largeFile('image', aboveBuffers), largeFile('image', aboveBuffers)];
  newer[newer.length - 1] = ~(older.at(-1) ?? 0) & 0xff;
  await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * 2 });
  const ask = (bytes: Buffer<ArrayBuffer>): Promise<Outcome> =>
    askAbout(subject, stage, [mediaPart('image', new File([bytes], 'same.png'))]);
  if (refused(await ask(older))) return;
  const before = stage.service.all.length;
  if (refused(await ask(newer))) return;
  expectThat(
    stage.service.all.slice(before).some(({ body }) => bodyHasFile(body, newer)),
    'A file was sent, but not a second one that differs from it in its last byte alone.',
  );
}

/** The reference of a file, as the service gives it. */
async function subjectReference(subject: CaseSubject, fixture: Fixture): Promise<string> {
  await using stage = await subject.open(fixture);
  await askAbout(subject, stage, [mediaPart('image', new File([sampleFile('image', 'plain')], 'plain.png'))]);
  const [reference] = stage.record.references;
  if (reference === undefined || chatOf(fixture) === undefined) throw new NotJudged('A PNG is not uploaded.');
  return reference;
}

/** Fails if marks in one list are in the wrong order. Separate places, such as two fields, have no order. */
function expectInOrder(body: Uint8Array, marks: readonly string[]): void {
  const json: unknown = JSON.parse(Buffer.from(body).toString());
  const places = marks.map(
    (mark) => leavesOf(json).find(([, value]) => typeof value === 'string' && value.includes(mark))?.[0],
  );
  for (const [index, place] of places.entries()) {
    for (const [other, later] of places.entries()) {
      if (other <= index || place === undefined || later === undefined) continue;
      const fork = place.findIndex((key, depth) => key !== later[depth]);
      const [one, two] = [place[fork], later[fork]];
      if (typeof one !== 'number' || typeof two !== 'number') continue;
      expectThat(
        one < two,
        `In the message, ${nameOfMark(index)} comes before ${nameOfMark(other)}. In the request for the chat, it comes after it.`,
      );
    }
  }
}

function nameOfMark(index: number): string {
  return ['the first text', 'the first file', 'the second text', 'the second file'][index] ?? '';
}
