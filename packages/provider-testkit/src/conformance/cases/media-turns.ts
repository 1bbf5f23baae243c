import type { CreateParams, MessagePart } from '@plugboard/core';
import { both, mainFixture, mediaFixture, needsHttpAnswer, needsMedia } from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { mediaPart } from '../../subject/create-params.ts';
import { bodyHolds } from '../stage/body-holds.ts';
import { fileArrived } from '../stage/files-sent.ts';
import { sampleFile } from '../stage/sample-file.ts';
import type { CaseSubject } from '../subject.ts';

/** Cases about files in turns where authors do not expect them. */
export const mediaTurnsCases: readonly SuiteCase[] = [
  {
    id: 'media/assistant-turn',
    rule: 'A picture in a turn of the assistant reaches the service as a picture, or the call is refused.',
    fix: 'Convert the parts of each role alike. If the service takes only text from the assistant, throw `unsupported` before anything is sent.',
    after: ['media/earlier-turn'],
    applies: both(needsHttpAnswer, needsMedia),
    run: (subject) =>
      expectPicture(subject, 'In a turn of the assistant', (picture) => [
        { role: 'user', content: 'Draw a cat.' },
        { role: 'assistant', content: [{ type: 'text', text: 'Here it is.' }, picture] },
        { role: 'user', content: 'Make it smile.' },
      ]),
  },
  {
    id: 'media/same-role',
    rule: 'A picture reaches the service when messages of the user follow one another, whichever of them has it.',
    fix: 'If the service wants one message of each role in turn, join the parts of all of them, not only the texts.',
    after: ['media/bytes-arrive', 'media/reference-arrives', 'answering/same-role'],
    unless: ['media/earlier-turn'],
    applies: both(needsHttpAnswer, needsMedia),
    async run(subject) {
      const said = (...content: readonly MessagePart[]): CreateParams['messages'][number] => ({
        role: 'user',
        content,
      });
      const [look, think] = [
        { type: 'text', text: 'Look at this.' },
        { type: 'text', text: 'What is it?' },
      ] as const;
      await expectPicture(subject, 'In the first of two messages of the user', (picture) => [
        said(look, picture),
        said(think),
      ]);
      await expectPicture(subject, 'In the second of two messages of the user', (picture) => [
        said(look),
        said(think, picture),
      ]);
    },
  },
];

async function expectPicture(
  subject: CaseSubject,
  where: string,
  messages: (picture: MessagePart) => CreateParams['messages'],
): Promise<void> {
  const bytes = sampleFile('image', where);
  const fixture = mediaFixture(subject) ?? mainFixture(subject);
  await using stage = await subject.open(fixture);
  const picture = mediaPart('image', new File([bytes], 'turn.png'));
  const { error } = await subject.ask(stage, fixture, { messages: messages(picture) });
  const { chat } = stage.service;
  if (error !== undefined && chat === undefined) {
    if (error.code === 'unsupported') return;
    throw new NotJudged(`A call with a picture in such a turn ends with ${cameTo(error)}`);
  }
  const [reference] = stage.record.references;
  const named = reference === undefined || (chat !== undefined && bodyHolds(chat.body, reference));
  expectThat(
    named && fileArrived(stage, bytes),
    `${where}, a picture was neither sent nor refused. The call ended with ${cameTo(error)}.`,
  );
}
