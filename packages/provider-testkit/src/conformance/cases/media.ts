import { createHash } from 'node:crypto';
import type { Fixture } from '../../fixtures/fixture.ts';
import { fileBytes } from '../../fixtures/fixture-files.ts';
import type { CreateParams, ErrorCode, MessagePart } from '@plugboard/core';
import type { MediaKind } from '@plugboard/core/provider';
import {
  both,
  filesOf,
  mainFixture,
  mediaFixture,
  needsAnswer,
  needsHttpAnswer,
  needsMedia,
  needsTypes,
  needsUpload,
  uploadFixture,
} from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { mediaPart } from '../../subject/create-params.ts';
import { bodyHolds, timesIn } from '../stage/body-holds.ts';
import { otherAnswers } from '../stage/other-answers.ts';
import { sampleFile } from '../stage/sample-file.ts';
import type { Answering } from '../stage/service.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';

const kinds = ['image', 'video', 'audio', 'pdf'] as const;

/** The codes that refuse a file before it is sent. */
const refusals: readonly ErrorCode[] = ['unsupported', 'input_invalid', 'limit_exceeded'];

export const mediaCases: readonly SuiteCase[] = [
  {
    id: 'media/bytes-arrive',
    rule: 'Every byte of a file reaches the service.',
    fix: 'Send the `Media` itself, in `form` or `json`, and let `http` read it; without HTTP, read all of `stream()`.',
    after: ['answering/text'],
    applies: both(needsAnswer, needsMedia),
    async run(subject) {
      const fixture = mediaFixture(subject) ?? mainFixture(subject);
      if (!subject.has.http) return await expectRead(subject, fixture);
      await using stage = await subject.open(fixture);
      await subject.ask(stage, fixture);
      for (const { file } of filesOf(fixture)) {
        const bytes = fileBytes(fixture, file);
        const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
        expectThat(
          arrived(stage, bytes),
          `${file} (${bytes.length} bytes, sha256 ${digest}...) did not arrive unchanged.`,
        );
      }
    },
  },
  {
    id: 'media/type-arrives',
    rule: 'The type of a file reaches the service.',
    fix: 'Send the `Media` itself, or its `type` with its bytes.',
    after: ['media/bytes-arrive'],
    applies: both(needsHttpAnswer, needsMedia, needsTypes),
    run: (subject) =>
      withMessages(subject, [part('image', 'png')], async (stage, code) => {
        if (code === 'unsupported' || code === 'input_invalid') return;
        const sent = stage.service.requests.some(({ body }) => contains(body, 'image/png'));
        expectThat(sent, 'A PNG was sent, and no request names image/png.');
      }),
  },
  {
    id: 'media/reference-arrives',
    rule: 'What `upload` returned reaches the chat byte for byte.',
    fix: 'Send `source` as it is; do not parse or encode it.',
    after: ['answering/text'],
    applies: needsUpload,
    async run(subject) {
      const fixture = uploadFixture(subject) ?? mainFixture(subject);
      await using stage = await subject.open(fixture);
      await subject.ask(stage, fixture);
      const chat = stage.service.chat;
      for (const url of stage.record.references) {
        expectThat(
          chat !== undefined && bodyHolds(chat.body, url),
          'The request for the chat does not contain the reference of an upload.',
        );
      }
      expectThat(stage.record.references.length > 0, '`upload` was not called.');
    },
  },
  {
    id: 'media/text-beside',
    rule: 'The text beside a file reaches the service.',
    fix: 'Send all parts of a message.',
    after: ['answering/text', 'answering/history'],
    applies: both(needsHttpAnswer, needsMedia),
    run: (subject) =>
      withMessages(subject, [{ type: 'text', text: 'Narwhal-question' }, part('image', 'png')], async (stage, code) => {
        if (code === 'unsupported' || code === 'input_invalid') return;
        expectThat(chatHolds(stage, 'Narwhal-question'), 'The question beside the image is missing.');
      }),
  },
  {
    id: 'media/several',
    rule: 'Several files in one message all arrive, or the call is refused before anything is sent.',
    fix: 'Send all of them, or say how many fit in `accepts.mediaPerTurn`.',
    after: ['media/bytes-arrive', 'media/reference-arrives'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const others = await otherAnswers(subject, mediaFixture(subject) ?? mainFixture(subject));
      const content = [part('image', 'first'), part('image', 'second')];
      const check = async (stage: Stage, code: string | undefined): Promise<boolean> => {
        // The provider may be unable to read a reference that no service ever gave.
        if (code !== undefined && stage.service.answering === others) return false;
        if (refusedBefore(stage, code)) return true;
        for (const tag of ['first', 'second'])
          expectThat(arrived(stage, sampleFile('image', tag)), `The ${tag} of two images did not arrive.`);
        expectThat(namesReferences(stage), 'A file was uploaded, and the chat does not name it.');
        return true;
      };
      if (!(await withMessages(subject, content, check, others))) await withMessages(subject, content, check);
    },
  },
  {
    id: 'media/earlier-turn',
    rule: 'A file of an earlier turn reaches the service, or the call is refused.',
    fix: 'Look for files in all messages, and send each with its own.',
    after: ['media/bytes-arrive', 'media/reference-arrives', 'answering/history'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const fixture = mediaFixture(subject) ?? mainFixture(subject);
      const first = { type: 'text', text: 'What is it?' } as const;
      const last = { type: 'text', text: 'And its colour?' } as const;
      const turns = (asked: readonly MessagePart[], again: readonly MessagePart[]): CreateParams['messages'] => [
        { role: 'user', content: asked },
        { role: 'assistant', content: 'A cat.' },
        { role: 'user', content: again },
      ];
      await using stage = await subject.open(fixture);
      const messages = turns([first, part('image', 'earlier')], [last]);
      const { error } = await subject.ask(stage, fixture, { messages });
      if (error?.code === 'unsupported') return;
      const chat = stage.service.chat;
      const [url] = stage.record.references;
      const named = url === undefined || (chat !== undefined && bodyHolds(chat.body, url));
      expectThat(
        named && arrived(stage, sampleFile('image', 'earlier')),
        'The image of the first turn is missing in the request for the third.',
      );
      await using other = await subject.open(fixture);
      await subject.ask(other, fixture, { messages: turns([first], [last, part('image', 'earlier')]) });
      const moved = other.service.chat;
      expectThat(
        chat === undefined || moved === undefined || !Buffer.from(chat.body).equals(Buffer.from(moved.body)),
        'An image of the first turn is sent as if it belonged to the last one.',
      );
    },
  },
  {
    id: 'media/no-silent-drop',
    rule: 'A kind of file that the service does not take is refused, never dropped.',
    fix: 'Declare `input` of the model, or throw `unsupported` before anything of it is sent.',
    after: ['media/bytes-arrive', 'media/reference-arrives'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mediaFixture(subject) ?? mainFixture(subject);
      for (const kind of kinds) {
        await using stage = await subject.open(fixture);
        const content = [{ type: 'text', text: 'What is it?' } as const, part(kind, 'kind')];
        const { error } = await subject.ask(stage, fixture, { messages: [{ role: 'user', content }] });
        if (error === undefined) {
          const sent = arrived(stage, sampleFile(kind, 'kind')) && namesReferences(stage);
          expectThat(sent, `A file of kind ${kind} was neither sent nor refused.`);
          continue;
        }
        // The provider may send such a file to an address that no fixture has.
        if (stage.service.replay.failures.length > 0) continue;
        expectThat(
          refusals.includes(error.code) && stage.service.count('chat') === 0,
          `A file of kind ${kind}: expected ${refusals.join(' or ')} before any chat, got ${cameTo(error)} after ${stage.service.count('chat')} requests for a chat.`,
        );
      }
    },
  },
  {
    id: 'media/remote-url',
    rule: 'A remote URL of a file reaches a service that fetches such, and is refused elsewhere.',
    fix: 'Send `source` when it is a string, or leave `remoteMedia` out of `accepts`.',
    after: ['answering/text'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const fixture = mediaFixture(subject) ?? mainFixture(subject);
      const url = 'https://pictures.example/okapi.png?size=2&x=a|b';
      let fetched = false;
      for (const kind of kinds) {
        await using stage = await subject.open(fixture);
        const content = [{ type: 'text', text: 'What is it?' } as const, mediaPart(kind, url)];
        const { error } = await subject.ask(stage, fixture, { messages: [{ role: 'user', content }] });
        if (refusedBefore(stage, error?.code)) continue;
        expectThat(chatHolds(stage, url), `The URL of a file of kind ${kind} was neither sent nor refused.`);
        fetched = true;
      }
      expectThat(
        fetched || subject.accepts.remoteMedia !== true,
        '`accepts.remoteMedia` says that URLs are fetched, but every kind is refused.',
      );
    },
  },
];

/** Without HTTP, the suite cannot see where the bytes go, only that they were read. */
async function expectRead(subject: CaseSubject, fixture: Fixture): Promise<void> {
  let read = 0;
  await using stage = await subject.open(fixture, { onRead: (bytes) => void (read += bytes) });
  await subject.ask(stage, fixture);
  const files = filesOf(fixture);
  const all = files.reduce((sum, { file }) => sum + fileBytes(fixture, file).length, 0);
  expectThat(read >= all, `Of the ${all} bytes of ${files.map(({ file }) => file).join(', ')}, ${read} were read.`);
}

function part(kind: MediaKind, tag: string) {
  return mediaPart(kind, new File([sampleFile(kind, tag)], `${tag}.bin`));
}

async function withMessages<T>(
  subject: CaseSubject,
  content: readonly MessagePart[],
  check: (stage: Stage, code: string | undefined) => Promise<T>,
  answering?: Answering,
): Promise<T> {
  const fixture = mediaFixture(subject) ?? mainFixture(subject);
  await using stage = await subject.open(fixture);
  if (answering !== undefined) stage.service.answering = answering;
  const { error } = await subject.ask(stage, fixture, { messages: [{ role: 'user', content }] });
  return await check(stage, error?.code);
}

function refusedBefore(stage: Stage, code: string | undefined): boolean {
  return code === 'unsupported' && stage.service.requests.length === 0;
}

/** Whether the chat names every file that was uploaded for it. A reference of several files must be there as often. */
function namesReferences({ record: { references }, service: { chat } }: Stage): boolean {
  return references.every((url) => {
    const files = references.filter((other) => other === url).length;
    return chat !== undefined && (files === 1 ? bodyHolds(chat.body, url) : timesIn(chat.body, url) >= files);
  });
}

/** Whether the bytes arrived, raw in an upload or as base64 in a body. */
function arrived(stage: Stage, bytes: Buffer): boolean {
  const encoded = bytes.toString('base64');
  return stage.service.requests.some(({ body }) => contains(body, bytes) || contains(body, encoded));
}

function chatHolds(stage: Stage, text: string): boolean {
  const chat = stage.service.chat;
  return chat !== undefined && bodyHolds(chat.body, text);
}

function contains(body: Uint8Array, part: Buffer | string): boolean {
  return Buffer.from(body).includes(part);
}
