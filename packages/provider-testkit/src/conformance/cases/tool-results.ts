import type { MessagePart } from '@plugboard/core';
import { mediaPart } from '../../subject/create-params.ts';
import {
  both,
  mainFixture,
  mediaFixture,
  needsHttpAnswer,
  needsMedia,
  needsTools,
  needsTypes,
} from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import type { Ask } from '../stage/ask.ts';
import { bodyHolds, textsIn } from '../stage/body-holds.ts';
import { bodyHasFile, fileArrived, typedFiles } from '../stage/files-sent.ts';
import { bodyOf, sentBy } from '../stage/request-checks.ts';
import { sampleFile } from '../stage/sample-file.ts';
import { sampleCalls, sampleConversation, sampleTools, silentConversation } from '../stage/sample-tools.ts';

const [weather] = sampleCalls;

/** What code makes of a missing value if it turns it into a text. */
const wordsForNothing: readonly string[] = ['null', 'undefined', '[object Object]', 'NaN'];

/** Cases about turns with tools that have no text, or more than text. */
export const toolResultCases: readonly SuiteCase[] = [
  {
    id: 'tools/silent-turn',
    rule: 'A turn of the assistant that has calls and no text is sent without a text.',
    fix: 'Leave the text out, or send an empty one. Do not turn `undefined`, `null` or a list into a string.',
    after: ['tools/history'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      const sent = await sentBy(subject, { tools: sampleTools, messages: silentConversation });
      const made = textsIn(bodyOf(sent, 'a turn that has a call and no text')).find((text) =>
        wordsForNothing.includes(text),
      );
      expectThat(
        made === undefined,
        `With a turn that has a call and no text, the request for the chat has the text ${JSON.stringify(made)}.`,
      );
    },
  },
  {
    id: 'tools/result-files',
    rule: 'A picture in the result of a tool reaches the service as a picture, or the call is refused.',
    fix: 'Convert the parts of a result as you convert those of a message. If the service takes only text there, throw `unsupported`. Do not turn the parts into a text of JSON.',
    after: ['tools/results', 'media/bytes-arrive', 'media/reference-arrives'],
    unless: ['tools/result-parts'],
    applies: both(needsHttpAnswer, needsTools, needsMedia),
    async run(subject) {
      const bytes = sampleFile('image', 'result');
      const content = [
        { type: 'text' as const, text: 'Kiwi-shows.' },
        mediaPart('image', new File([bytes], 'result.png')),
      ];
      const fixture = mediaFixture(subject) ?? mainFixture(subject);
      await using stage = await subject.open(fixture);
      const { error } = await subject.ask(stage, fixture, withResult(content));
      const chat = stage.service.chat;
      if (chat === undefined && error !== undefined) return;
      const [reference] = stage.record.references;
      expectThat(
        fileArrived(stage, bytes) &&
          (reference === undefined || (chat !== undefined && bodyHolds(chat.body, reference))),
        `The picture in the result of a tool is missing in the requests. The call ended with ${cameTo(error)}.`,
      );
      const base64 = bytes.toString('base64');
      const within = textsIn(chat?.body).some((text) => text.includes(base64) && !isFile(text, base64));
      expectThat(
        !within,
        'The picture in the result of a tool stands as base64 inside a longer text: the model reads letters.',
      );
    },
  },
  {
    id: 'tools/result-types',
    rule: 'A picture in the result of a tool is sent with the type of its contents.',
    fix: 'Send `media.type`, as for a picture in a message. Screenshots are not always PNG.',
    after: ['tools/result-files', 'media/types'],
    applies: both(needsHttpAnswer, needsTools, needsMedia, needsTypes),
    async run(subject) {
      let tried = 0;
      for (const [type, name, bytes] of typedFiles) {
        await using stage = await subject.open(mediaFixture(subject) ?? mainFixture(subject));
        await subject.ask(stage, stage.fixture, withResult([mediaPart('image', new File([bytes], name))]));
        const sent = stage.service.all.filter(({ body }) => bodyHasFile(body, bytes));
        if (sent.length === 0) continue;
        tried += 1;
        expectThat(
          stage.service.all.some(({ body }) => Buffer.from(body).includes(type)),
          `The result of a tool has a picture of the type ${type}, and no request names that type.`,
        );
      }
      if (tried === 0) throw new NotJudged('A picture in the result of a tool is refused.');
    },
  },
];

/** The conversation with tools, with this content as the result of one. */
function withResult(content: readonly MessagePart[]): Ask {
  const messages = sampleConversation.map((message) =>
    message.role === 'tool' && message.tool_call_id === weather.call.id ? { ...message, content } : message,
  );
  return { tools: sampleTools, messages };
}

/** Base64 alone, or in a `data:` URL. */
function isFile(text: string, base64: string): boolean {
  return text === base64 || (text.startsWith('data:') && text.endsWith(base64));
}
