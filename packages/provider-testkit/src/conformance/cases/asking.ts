import { needsHttpAnswer } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import type { Ask } from '../stage/ask.ts';
import { bodyHolds, textsIn } from '../stage/body-holds.ts';
import { bodyOf, bodyUnlessRefused, refusedFirst, sentBy } from '../stage/request-checks.ts';

/** Texts that a provider easily changes, with what is special about them. */
const anyTexts: readonly (readonly [what: string, text: string])[] = [
  ['several scripts', '\u00e9\u4f60 "quoted" \\ back\nnext \u{1f408} \u05e9 {{x}} </script>'],
  ['line ends of Windows and tabs', 'Quoll\r\n\tkowari\r\n\r\n  numbat \u00a0 kultarr'],
  ['letters in two parts, such as `e` with an accent behind it', 'Cafe\u0301 A\u030a \u1112\u1161\u11ab'],
  [
    'characters without width, and ends of lines that only Unicode knows',
    'a\u200db\u200bc\ufeffd\u2028e\u2029f\u0085g',
  ],
];

/** Cases about the conversation: it must reach the service as it is. */
export const askingCases: readonly SuiteCase[] = [
  {
    id: 'answering/history',
    rule: 'The whole conversation reaches the service, in order, or the call is refused.',
    fix: 'Send every message; throw `unsupported` for a conversation that the service cannot take.',
    after: ['answering/text'],
    applies: needsHttpAnswer,
    async run(subject) {
      const words = ['Zebra-one', 'Yak-two', 'Xerus-three'];
      const roles = ['user', 'assistant', 'user'] as const;
      const messages = words.map((content, index) => ({ role: roles[index] ?? 'user', content }));
      const body = bodyUnlessRefused(await sentBy(subject, { messages }), 'three turns');
      if (body === undefined) return;
      const sent = Buffer.from(body).toString();
      const places = words.map((word) => sent.indexOf(word));
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
      const bodyFor = async (role: 'user' | 'assistant'): Promise<Uint8Array | undefined> =>
        bodyUnlessRefused(await sentBy(subject, turns(role)), `three turns, the second of the ${role}`);
      const [assistant, user] = [await bodyFor('assistant'), await bodyFor('user')];
      expectThat(
        !sameBody(assistant, user),
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
      const asked = await sentBy(subject, { messages: [{ role: 'user', content }] });
      const body = bodyUnlessRefused(asked, 'a message of three texts');
      if (body === undefined) return;
      const sent = Buffer.from(body).toString();
      const places = words.map((word) => sent.indexOf(word));
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
      const asked = Buffer.from(bodyOf(sent, 'a system message')).toString();
      expectThat(asked.includes('Wombat-rules'), 'The system message is missing in the request for the chat.');
      const { body } = await sentBy(subject, said('user'));
      // If the service has no place for it, it may begin the first text, but must not be a turn of its own.
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
      for (const [what, text] of anyTexts) {
        const body = bodyOf(
          await sentBy(subject, { messages: [{ role: 'user', content: text }] }),
          `a text with ${what}`,
        );
        expectThat(
          bodyHolds(body, text),
          `A text with ${what}, ${JSON.stringify(text)}, is not in the request for the chat as it is.`,
        );
      }
    },
  },
];

/** Whether both were sent, and are equal. */
function sameBody(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one !== undefined && other !== undefined && Buffer.from(one).equals(Buffer.from(other));
}
