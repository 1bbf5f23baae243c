import { needsHttpAnswer } from '../applicability.ts';
import { cameTo, expectThat, shortened } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { beginning, onAnswer } from '../stage/answerings.ts';
import { isPlace } from '../stage/answer-words.ts';
import { paramsOf, type Ask } from '../stage/ask.ts';
import { bodyHolds } from '../stage/body-holds.ts';
import type { Delivery } from '../stage/delivery.ts';
import { jsonOf, leavesOf, mapLeaves, rewritten } from '../stage/json-units.ts';
import { recordedChat } from '../stage/service.ts';
import {
  carriersOf,
  dataIn,
  detailsIn,
  nextTurn,
  textsOf,
  ways,
  wholeMessage,
  type Message,
} from '../stage/what-returns.ts';

export const returningCases: readonly SuiteCase[] = [
  {
    id: 'returning/details-back',
    rule: 'What a service needs back reaches it in the next turn, byte for byte, whichever way the caller read the answer.',
    fix: "Write each `reasoning_details` entry and `extra_content` of the request's messages where the service had them, unchanged. Yield details that contain everything that must go back.",
    after: ['answering/text'],
    applies: needsHttpAnswer,
    async run(subject) {
      for (const { fixture, wanted } of await carriersOf(subject)) {
        for (const [way, read] of ways) {
          await using stage = await subject.open(fixture);
          const params = paramsOf(stage, fixture);
          const message = await stage.service.replay.run(() => read(stage, params));
          const { error } = await subject.ask(stage, fixture, {
            messages: nextTurn(paramsOf(stage, fixture), message),
          });
          expectThat(error === undefined, `The next turn, after ${way}, ended with ${cameTo(error)}.`);
          const body = stage.service.chat?.body ?? new Uint8Array();
          for (const text of wanted) {
            expectThat(
              bodyHolds(body, text),
              `${JSON.stringify(text.slice(0, 80))}, which the service wants back, is not in the next turn after ${way}.`,
            );
          }
        }
      }
    },
  },
  {
    id: 'returning/whole-details',
    rule: 'A detail of a thought is emitted once, when it is complete. An answer that is cut off gives no part of one.',
    fix: 'Keep the pieces of a thought until its signature arrives, and yield the detail then. Drop them if the stream breaks.',
    after: ['returning/details-back'],
    applies: needsHttpAnswer,
    async run(subject) {
      const carriers = await carriersOf(subject);
      for (const [nth, { fixture, details }] of carriers.entries()) {
        const complete = new Set(details);
        // Each place is cut in one answer only, so that several answers take no longer than one.
        for (let part = 1 + nth; part < parts; part += carriers.length) {
          await using stage = await subject.open(fixture);
          stage.service.answering = onAnswer(beginning(part / parts));
          const { events } = await subject.ask(stage, fixture);
          for (const detail of detailsIn(events)) {
            expectThat(
              complete.has(detail),
              `Cut at ${part}/${parts}, the answer gave a detail that it does not have.`,
            );
          }
        }
        const grown = details.find((one, index) => details.some((other, at) => at > index && isBeginning(one, other)));
        expectThat(
          grown === undefined,
          `A detail was emitted before it was complete, and again when there was more of it. The first one is ${shortened(grown ?? '')}.`,
        );
      }
    },
  },
  {
    id: 'returning/details-as-said',
    rule: 'A thought that goes back has exactly the text of the service, including white space: its signature fits no other text.',
    fix: 'Join the pieces of a thought unchanged: do not trim them, and add nothing between them.',
    after: ['returning/details-back'],
    applies: needsHttpAnswer,
    async run(subject) {
      let tried = 0;
      for (const { fixture, wanted } of await carriersOf(subject)) {
        for (const text of wanted.filter((one) => one.includes(' '))) {
          const spaced = withSpaceAround(recordedChat(fixture), text);
          if (spaced === undefined) continue;
          tried += 1;
          await using stage = await subject.open(fixture);
          stage.service.answering = onAnswer(() => spaced.answer);
          const { events, error } = await subject.ask(stage, fixture);
          expectThat(
            dataIn(events).flatMap(textsOf).includes(spaced.text),
            `The service thought ${JSON.stringify(spaced.text)}, and no detail has exactly this text. The call ended with ${cameTo(error)}.`,
          );
        }
      }
      if (tried === 0) throw new NotJudged('No answer has the text of a thought that goes back in pieces.');
    },
  },
  {
    id: 'returning/kept-apart',
    rule: 'What a service needs back goes to the model that said it, and only with the turn that has it.',
    fix: "Take it from the `reasoning_details` and `extra_content` of the request's messages, which core leaves out for every other model. Keep none in the instance.",
    after: ['returning/details-back'],
    applies: needsHttpAnswer,
    async run(subject) {
      for (const { fixture, wanted } of await carriersOf(subject)) {
        await using stage = await subject.open(fixture);
        const params = paramsOf(stage, fixture);
        const message = await stage.service.replay.run(() => wholeMessage(stage, params));
        // A text of the first request, such as the name of a tool, does not come from the answer.
        const first = stage.service.all.map(({ body }) => body);
        const own = wanted.filter((text) => text.length > 7 && !first.some((body) => bodyHolds(body, text)));
        const turns = nextTurn(params, message);
        await subject.ask(stage, fixture, { messages: turns });
        const elsewhere = turns.map((turn) => withoutDetails(turn));
        const others = subject.models.map(({ id }) => id).filter((id) => id !== params.model && !id.endsWith('*'));
        const asked: readonly (readonly [string, Ask])[] = [
          ['a turn that another service answered', { messages: elsewhere }],
          ...others.map((model): readonly [string, Ask] => [`the model ${model}`, { model, messages: turns }]),
        ];
        for (const [to, ask] of asked) {
          const before = stage.service.all.length;
          await subject.ask(stage, fixture, ask);
          const bodies = stage.service.all.slice(before).map(({ body }) => body);
          const leaked = own.find((text) => bodies.some((body) => bodyHolds(body, text)));
          expectThat(leaked === undefined, `${JSON.stringify(leaked?.slice(0, 80))} was sent with ${to}.`);
        }
      }
    },
  },
];

/** Whether one detail is an earlier state of the other: each of its texts is the beginning of the other's. */
function isBeginning(one: string, other: string): boolean {
  if (one === other) return false;
  const [left, right] = [
    leavesOf(JSON.parse(one)),
    new Map(leavesOf(JSON.parse(other)).map(([path, value]) => [path.join(), value])),
  ];
  return left.every(([path, value]) => {
    const later = right.get(path.join());
    return value === later || (typeof value === 'string' && typeof later === 'string' && later.startsWith(value));
  });
}

/** The answer with white space around the thought that its pieces add up to, and the text of that thought. */
function withSpaceAround(
  recorded: Delivery | undefined,
  text: string,
): { readonly answer: Delivery; readonly text: string } | undefined {
  if (recorded === undefined) return undefined;
  const leaves = jsonOf(recorded).flatMap((json, piece) =>
    json === undefined
      ? []
      : leavesOf(json).flatMap(([path, value]) =>
          typeof value === 'string' && value !== '' ? [{ piece, path, value }] : [],
        ),
  );
  for (const { path } of leaves) {
    const values = leaves.filter((leaf) => isPlace(leaf.path, path));
    for (const [from] of values.entries()) {
      const to = values.findIndex(
        (_, index) => index >= from && squeezed(joined(values, from, index)) === squeezed(text),
      );
      if (to === -1) continue;
      const [first, last] = [values[from]?.piece, values[to]?.piece];
      const answer = rewritten(recorded, (json, index) => [
        mapLeaves(json, (value, at) => {
          if (typeof value !== 'string' || !isPlace(at, path)) return value;
          return `${index === first ? '\n  ' : ''}${value}${index === last ? ' \n' : ''}`;
        }),
      ]);
      return { answer, text: `\n  ${joined(values, from, to)} \n` };
    }
  }
  return undefined;
}

function joined(values: readonly { readonly value: string }[], from: number, to: number): string {
  return values
    .slice(from, to + 1)
    .map(({ value }) => value)
    .join('');
}

/** The text without white space, to recognize it with any. */
function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

function withoutDetails(turn: Message): Message {
  if (turn.role !== 'assistant') return turn;
  const { reasoning_details: _details, reasoning_content: _thoughts, ...rest } = { reasoning_details: 0, ...turn };
  return JSON.parse(JSON.stringify(rest), (key, value: unknown) =>
    key === 'extra_content' ? undefined : value,
  ) as Message;
}

/** The number of places at which an answer is cut. */
const parts = 24;
