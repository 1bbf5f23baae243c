import { needsHttpAnswer } from '../applicability.ts';
import { CaseFailure, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import type { Ask } from '../stage/ask.ts';
import { bodyHolds, hasText, textsIn } from '../stage/body-holds.ts';
import { bodyOf, bodyUnlessRefused, refusedFirst, sentBy } from '../stage/request-checks.ts';
import type { CaseSubject } from '../subject.ts';

/** More turns than a provider would handle one by one. */
const turns = 40;

const padded = '\n  Dotterel\t said: \n\n "so"  \n';

/** Cases about prompts that are more than a short question. */
export const promptsCases: readonly SuiteCase[] = [
  {
    id: 'answering/long-history',
    rule: 'A long conversation reaches the service complete and in order, or the call is refused.',
    fix: 'Send every message. Only the caller may shorten a conversation.',
    after: ['answering/history'],
    applies: needsHttpAnswer,
    async run(subject) {
      const words = Array.from({ length: turns + 1 }, (_, index) => `Knot-${100 + index}.`);
      const messages = words.map((content, index) => ({
        role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
        content,
      }));
      const sent = await textOfCall(subject, { messages });
      if (sent === undefined) return;
      const missing = words.filter((word) => !sent.includes(word));
      expectThat(
        missing.length === 0,
        `Of a conversation of ${words.length} turns, ${missing.length} are missing in the request for the chat; the first one is ${missing[0] ?? ''}`,
      );
      const places = words.map((word) => sent.indexOf(word));
      const wrong = places.findIndex((place, index) => index > 0 && place < (places[index - 1] ?? 0));
      expectThat(
        wrong === -1,
        `Of a conversation of ${words.length} turns, turn ${wrong + 1} stands before the one in front of it.`,
      );
    },
  },
  {
    id: 'answering/several-system-messages',
    rule: 'All system messages reach the service, wherever they are in the conversation, or the call is refused.',
    fix: 'Look for system messages in the whole conversation. If the service has one field for them, join them there.',
    after: ['answering/system-message'],
    applies: needsHttpAnswer,
    async run(subject) {
      const sent = await textOfCall(subject, {
        messages: [
          { role: 'system', content: 'Rule-auk.' },
          { role: 'system', content: 'Rule-bee.' },
          { role: 'user', content: 'Asks-cod.' },
          { role: 'assistant', content: 'Says-doe.' },
          { role: 'system', content: 'Rule-elk.' },
          { role: 'user', content: 'Asks-fox.' },
        ],
      });
      if (sent === undefined) return;
      const places = ['Rule-auk.', 'Rule-bee.', 'Rule-elk.'].map((rule) => sent.indexOf(rule));
      for (const [index, which] of ['first', 'second', 'one in the middle of the conversation'].entries()) {
        expectThat(
          places[index] !== -1,
          `Of three system messages, the ${which} is missing in the request for the chat.`,
        );
      }
      const [first = 0, second = 0] = places;
      expectThat(first < second, 'Two system messages are in another order.');
    },
  },
  {
    id: 'answering/same-role',
    rule: 'Messages of the same role in a row all reach the service, or the call is refused.',
    fix: 'Send every message. If the roles of the service have to alternate, join the messages to one turn.',
    after: ['answering/history'],
    applies: needsHttpAnswer,
    run: (subject) =>
      expectWhole(subject, 'with several messages of one role in a row', [
        { role: 'user', content: 'Asks-cod.' },
        { role: 'user', content: 'Asks-eel.' },
        { role: 'assistant', content: 'Says-doe.' },
        { role: 'assistant', content: 'Says-elk.' },
        { role: 'user', content: 'Asks-fox.' },
      ]),
  },
  {
    id: 'answering/greeting',
    rule: 'A conversation that begins with the assistant reaches the service from its first message on, or the call is refused.',
    fix: 'Send every message. If the service wants the user to begin, throw `unsupported`.',
    after: ['answering/history'],
    applies: needsHttpAnswer,
    run: (subject) =>
      expectWhole(subject, 'that begins with the assistant', [
        { role: 'assistant', content: 'Says-doe.' },
        { role: 'user', content: 'Asks-fox.' },
      ]),
  },
  {
    id: 'answering/white-space',
    rule: 'White space reaches the service as the caller wrote it.',
    fix: 'Send texts without `trim`. If you join parts to one text, put nothing between them.',
    after: ['answering/any-text', 'answering/parts', 'answering/system-message'],
    applies: needsHttpAnswer,
    async run(subject) {
      const asks: readonly (readonly [who: string, messages: Ask['messages']])[] = [
        ['user', [{ role: 'user', content: padded }]],
        ['system', [{ role: 'system', content: padded }, question]],
        ['assistant', [question, { role: 'assistant', content: padded }, question]],
      ];
      for (const [who, messages] of asks) {
        const body = bodyUnlessRefused(await sentBy(subject, { messages }), `white space in a text of the ${who}`);
        if (body === undefined) continue;
        expectThat(
          bodyHolds(body, padded),
          `A text of the ${who} that begins and ends with white space, ${JSON.stringify(padded)}, is not in the request for the chat as it is.`,
        );
      }
      await expectJoined(subject);
    },
  },
];

const question = { role: 'user', content: 'Asks-cod.' } as const;

/** Fails unless each text of a conversation is in the request for the chat, in order. */
async function expectWhole(
  subject: CaseSubject,
  what: string,
  messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[],
): Promise<void> {
  const sent = await textOfCall(subject, { messages });
  if (sent === undefined) return;
  const places = messages.map(({ content }) => sent.indexOf(content));
  const missing = messages[places.indexOf(-1)];
  expectThat(
    missing === undefined,
    `Of a conversation ${what}, the message ${JSON.stringify(missing?.content)} of the ${missing?.role ?? ''} is missing in the request for the chat.`,
  );
  const inOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  expectThat(inOrder, `The messages of a conversation ${what} are in another order.`);
}

/** Parts may stay separate. If a provider joins them to one text, it puts nothing between them. */
async function expectJoined(subject: CaseSubject): Promise<void> {
  const parts = ['Rail-one', 'Rail-two'];
  const content = parts.map((text) => ({ type: 'text' as const, text }));
  const sent = await sentBy(subject, { messages: [{ role: 'user', content }] });
  const body = bodyUnlessRefused(sent, 'a message of two texts');
  if (body === undefined) return;
  const texts = textsIn(body).filter((text) => parts.every((part) => text.includes(part)));
  if (texts.length === 0 || texts.some((text) => hasText(text, parts.join('')))) return;
  const between = /Rail-one(?<between>.*?)Rail-two/s.exec(texts[0] ?? '')?.groups?.['between'];
  throw new CaseFailure(`Two parts of a message became one text with ${JSON.stringify(between)} between them.`);
}

/** The body as text; `undefined` when the call was refused first. */
async function textOfCall(subject: CaseSubject, ask: Ask): Promise<string | undefined> {
  const sent = await sentBy(subject, ask);
  return refusedFirst(sent) ? undefined : Buffer.from(bodyOf(sent, 'this conversation')).toString();
}
