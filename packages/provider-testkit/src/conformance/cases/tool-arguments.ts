import type { Fixture } from '../../fixtures/fixture.ts';
import {
  both,
  callFixtures,
  expectedCalls,
  nameOf,
  needsCalls,
  needsHttpAnswer,
  needsTools,
} from '../applicability.ts';
import { cameTo, CaseFailure, expectThat, shortened } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { argumentPieces } from '../stage/alternating.ts';
import { isPlace } from '../stage/answer-words.ts';
import { onAnswer } from '../stage/answerings.ts';
import type { Delivery } from '../stage/delivery.ts';
import { jsonOf, leavesOf, mapLeaves, mapValues, rewritten } from '../stage/json-units.ts';
import { bodyOf, sentBy } from '../stage/request-checks.ts';
import { recordedChat } from '../stage/service.ts';
import { sampleCalls, sampleConversation, sampleTools } from '../stage/sample-tools.ts';
import type { CaseSubject } from '../subject.ts';

/** Values that code loses if it tests for truth, or filters empty values. */
const values = {
  zero: 0,
  off: false,
  none: null,
  blank: '',
  nothing: [],
  some: [0, false, null, '', 'Quoll'],
  inner: { zero: 0, blank: '' },
};

/** Arguments as a model may write them: with white space, and with numbers that JavaScript writes in another way or cannot represent. */
const asWritten = '{ "place" : "Quoll-town",  "id": 12345678901234567890, "share": 1.0 }';

const [weather] = sampleCalls;

/** Cases about the arguments that models write. */
export const toolArgumentCases: readonly SuiteCase[] = [
  {
    id: 'tools/argument-values',
    rule: 'The arguments of a call keep every value: 0, `false`, `null`, empty text and empty lists too.',
    fix: 'Pass arguments on as the model wrote them. If the service gives them as an object, write it with `JSON.stringify`, without a filter.',
    after: ['tools/calls', 'tools/parallel'],
    applies: both(needsHttpAnswer, needsCalls()),
    async run(subject) {
      const found = callFixtures(subject).flatMap((fixture) => {
        const answer = withValues(fixture);
        return answer === undefined ? [] : [{ fixture, answer }];
      });
      const [first] = found;
      if (first === undefined)
        throw new NotJudged('No place of an answer holds the arguments of a call by themselves.');
      await using stage = await subject.open(first.fixture, { patienceMs: subject.patienceMs * 2 });
      stage.service.answering = onAnswer(() => first.answer);
      const { toolCalls, error } = await subject.ask(stage, first.fixture);
      expectThat(error === undefined, `${nameOf(first.fixture)}: expected calls, got ${cameTo(error)}.`);
      const seen = objectIn(toolCalls[0]?.arguments ?? '');
      const lost = Object.entries(values).find(([name, value]) => JSON.stringify(seen[name]) !== JSON.stringify(value));
      if (lost === undefined) return;
      const [name, value] = lost;
      throw new CaseFailure(
        `${nameOf(first.fixture)}: the model wrote the argument \`${name}: ${JSON.stringify(value)}\`; the call has ${JSON.stringify(seen[name]) ?? 'none'}.`,
      );
    },
  },
  {
    id: 'tools/arguments-as-written',
    rule: 'If a service takes the arguments of earlier calls as text, it gets them as the model wrote them.',
    fix: 'Send `function.arguments` as it is. `JSON.stringify(JSON.parse(text))` rounds whole numbers above 2^53 and changes white space.',
    after: ['tools/history'],
    applies: both(needsHttpAnswer, needsTools),
    async run(subject) {
      const { arguments: plain } = weather.call.function;
      const known = await textsSent(subject, plain);
      if (!known.includes(plain))
        throw new NotJudged('The service takes the arguments of a call as an object, not as text.');
      const sent = await textsSent(subject, asWritten);
      const instead = sent.find((text) => text.includes('Quoll-town'));
      expectThat(
        sent.includes(asWritten),
        `The arguments of an earlier call, ${asWritten}, were sent as ${shortened(instead ?? 'something else')}.`,
      );
    },
  },
];

/** The texts of the request for a chat in which an earlier call has these arguments. */
async function textsSent(subject: CaseSubject, given: string): Promise<readonly string[]> {
  const messages = sampleConversation.map((message) =>
    'tool_calls' in message
      ? { ...message, tool_calls: [changedCall(given), ...(message.tool_calls ?? []).slice(1)] }
      : message,
  );
  const body = bodyOf(
    await sentBy(subject, { tools: sampleTools, messages }),
    `an earlier call whose arguments are ${given}`,
  );
  try {
    const leaves = leavesOf(JSON.parse(Buffer.from(body).toString()));
    return leaves.flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
  } catch {
    throw new NotJudged('The request for the chat is not JSON.');
  }
}

function changedCall(given: string): (typeof weather)['call'] {
  return { ...weather.call, function: { ...weather.call.function, arguments: given } };
}

/** The answer with the values as the arguments of its first call; `undefined` if the arguments cannot be found. */
function withValues(fixture: Fixture): Delivery | undefined {
  const recorded = recordedChat(fixture);
  const calls = expectedCalls(fixture);
  const [first] = calls;
  if (recorded === undefined || first === undefined) return undefined;
  const pieces = jsonOf(recorded);
  return asText(recorded, pieces, calls) ?? asObject(recorded, pieces, first.arguments);
}

/** For arguments that come as text, in pieces. */
function asText(
  recorded: Delivery,
  pieces: readonly unknown[],
  calls: Parameters<typeof argumentPieces>[1],
): Delivery | undefined {
  const found = argumentPieces(pieces, calls);
  const [own = []] = found?.pieces ?? [];
  if (found === undefined || own.length === 0) return undefined;
  const text = JSON.stringify(values);
  const length = Math.ceil(text.length / own.length);
  return rewritten(recorded, (json, index) => {
    const part = own.indexOf(index);
    if (part === -1) return [json];
    const written = text.slice(part * length, (part + 1) * length);
    return [mapLeaves(json, (value, path) => (isPlace(path, found.place) ? written : value))];
  });
}

/** For arguments that come as an object. */
function asObject(recorded: Delivery, pieces: readonly unknown[], given: string): Delivery | undefined {
  const wanted = JSON.stringify(objectIn(given));
  if (wanted === '{}') return undefined;
  const isWanted = (value: unknown): boolean => JSON.stringify(value) === wanted;
  let isFound = false;
  const change = (value: unknown): unknown => {
    if (isFound || !isWanted(value)) return value;
    isFound = true;
    return values;
  };
  const answer = rewritten(recorded, (json) => [mapValues(json, change)]);
  return isFound && pieces.length > 0 ? answer : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
