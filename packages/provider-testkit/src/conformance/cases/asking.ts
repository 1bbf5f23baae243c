import { mainFixture, needsHttpAnswer } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import type { Ask } from '../stage/ask.ts';
import { bodyHolds, textsIn } from '../stage/body-holds.ts';
import { refusedFirst, sentBy } from '../stage/request-checks.ts';

/** What was said must be what is asked. */
export const askingCases: readonly SuiteCase[] = [
  {
    id: 'answering/history',
    rule: 'The whole conversation reaches the service, in order, or the call is refused.',
    fix: 'Send every message; throw `unsupported` for a conversation that the service cannot take.',
    after: ['answering/text'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      const words = ['Zebra-one', 'Yak-two', 'Xerus-three'];
      const roles = ['user', 'assistant', 'user'] as const;
      const messages = words.map((content, index) => ({ role: roles[index] ?? 'user', content }));
      const { error } = await subject.ask(stage, fixture, { messages });
      const sent = textSent(stage.service.chat);
      if (sent === undefined && error?.code === 'unsupported') return;
      const places = words.map((word) => sent?.indexOf(word) ?? -1);
      expectThat(!places.includes(-1), `A turn is missing in the request for a chat: ${words[places.indexOf(-1)]}.`);
      expectThat(
        places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1)),
        'The turns are in another order.',
      );
    },
  },
  {
    id: 'answering/roles',
    rule: 'Who said what reaches the service, or the call is refused.',
    fix: "Send each message's `role` in the service's words; throw `unsupported` for a conversation that the service cannot take.",
    after: ['answering/history'],
    applies: needsHttpAnswer,
    async run(subject) {
      const turns = (role: 'user' | 'assistant'): Ask => ({
        messages: [
          { role: 'user', content: 'Zebra-one' },
          { role, content: 'Yak-two' },
          { role: 'user', content: 'Xerus-three' },
        ],
      });
      const [assistant, user] = [await sentBy(subject, turns('assistant')), await sentBy(subject, turns('user'))];
      expectThat(
        !sameBody(assistant.body, user.body),
        'The same request for a chat is sent, whether the assistant or the user said it.',
      );
    },
  },
  {
    id: 'answering/parts',
    rule: 'All texts of a message reach the service, in order.',
    fix: 'Send the parts of `content` in their order, or join their texts in it.',
    after: ['answering/history'],
    applies: needsHttpAnswer,
    async run(subject) {
      const words = ['Zebra-one', 'Yak-two', 'Xerus-three'];
      const content = words.map((text) => ({ type: 'text' as const, text }));
      const { body, outcome } = await sentBy(subject, { messages: [{ role: 'user', content }] });
      const sent = body && Buffer.from(body).toString();
      if (sent === undefined && outcome.error?.code === 'unsupported') return;
      const places = words.map((word) => sent?.indexOf(word) ?? -1);
      expectThat(!places.includes(-1), `A part is missing in the request for a chat: ${words[places.indexOf(-1)]}.`);
      expectThat(
        places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1)),
        'The parts of a message are in another order.',
      );
    },
  },
  {
    id: 'answering/system-message',
    rule: 'A system message reaches the service as a system message, or the call is refused.',
    fix: 'Send it in the place that the service has for it; throw `unsupported` when it has none.',
    after: ['answering/history'],
    applies: needsHttpAnswer,
    async run(subject) {
      const said = (role: 'system' | 'user'): Ask => ({
        messages: [
          { role, content: 'Wombat-rules' },
          { role: 'user', content: 'Vole-asks' },
        ],
      });
      const sent = await sentBy(subject, said('system'));
      if (refusedFirst(sent)) return;
      expectThat(textSent(sent)?.includes('Wombat-rules') === true, 'It was dropped.');
      const { body } = await sentBy(subject, said('user'));
      // A service without a place for it is given it as the beginning of the first text, which no turn says by itself.
      const apart = !textsIn(sent.body).some((text) => text.includes('Wombat-rules') && text.includes('Vole-asks'));
      expectThat(
        !apart || !sameBody(sent.body, body),
        'The request for the chat is the same as if the user had said it in a turn of its own.',
      );
    },
  },
  {
    id: 'answering/any-text',
    rule: 'Any text arrives as it is: every script, quotes, line ends, emoji.',
    fix: 'Pass the text to `json` unchanged instead of building the body from strings.',
    after: ['answering/history'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      const text = '\u00e9\u4f60 "quoted" \\ back\nnext \u{1f408} \u05e9 {{x}} </script>';
      await subject.ask(stage, fixture, { messages: [{ role: 'user', content: text }] });
      const sent = stage.service.chat;
      expectThat(sent !== undefined && bodyHolds(sent.body, text), 'The text that arrived is different.');
    },
  },
];

/** Whether both were sent, and say the same. */
function sameBody(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.from(one).equals(Buffer.from(other));
}

function textSent(request: { readonly body: Uint8Array | undefined } | undefined): string | undefined {
  return request?.body === undefined ? undefined : Buffer.from(request.body).toString();
}
