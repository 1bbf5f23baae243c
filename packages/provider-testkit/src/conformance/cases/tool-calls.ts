import type { ChatCompletionChunk, CreateParams } from '@plugboard/core';
import type { ExpectedToolCall, Fixture } from '../../fixtures/fixture.ts';
import { callFixtures, expectedCalls, nameOf, needsCalls } from '../applicability.ts';
import { CaseFailure, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { collect } from '../collect.ts';
import { alternating } from '../stage/alternating.ts';
import { beginning, onAnswer } from '../stage/answerings.ts';
import { paramsOf, type Outcome } from '../stage/ask.ts';
import { cutCharacters, cutEachByte, cutFromSeed } from '../stage/cuts.ts';
import type { Delivery } from '../stage/delivery.ts';
import { recordedChat } from '../stage/service.ts';
import type { CaseSubject } from '../subject.ts';

const isSingle = (fixture: Fixture): boolean => expectedCalls(fixture).length === 1;
const isParallel = (fixture: Fixture): boolean => expectedCalls(fixture).length > 1;
const givesIds = (fixture: Fixture): boolean => expectedCalls(fixture).every(({ id }) => id !== undefined);
const givesNoIds = (fixture: Fixture): boolean => expectedCalls(fixture).some(({ id }) => id === undefined);

export const toolCallCases: readonly SuiteCase[] = [
  {
    id: 'tools/events',
    rule: 'Pieces of calls are numbered from 0 on; the first one of a number has id and name, the others have neither.',
    fix: 'Count the calls of an answer in the order in which they begin, and say id and name once.',
    after: ['answering/text', 'fixtures/tools'],
    applies: needsCalls(),
    async run(subject) {
      for (const fixture of callFixtures(subject)) {
        const { yielded } = await subject.recorded(fixture);
        const begun = new Set<number>();
        for (const event of yielded) {
          if (event.type !== 'tool-call-delta') continue;
          const { index, id, name } = event;
          const what = `${nameOf(fixture)}, a piece of call ${index}`;
          if (begun.has(index)) {
            expectThat(id === undefined && name === undefined, `${what}: id and name come again.`);
            continue;
          }
          expectThat(index === begun.size, `${what}: the next call has the number ${begun.size}.`);
          expectThat(isText(id) && isText(name), `${what}: it is the first one, without id or name.`);
          begun.add(index);
        }
      }
    },
  },
  {
    id: 'tools/calls',
    rule: 'A call keeps the exact name and arguments that the model wrote.',
    fix: 'Pass the pieces on as they arrive. Do not parse and rewrite the arguments.',
    after: ['tools/events'],
    applies: needsCalls(isSingle, 'No fixture expects a single call.'),
    run: (subject) => sameCalls(subject, callFixtures(subject).filter(isSingle)),
  },
  {
    id: 'tools/parallel',
    rule: 'Parallel calls stay separate, even if their pieces alternate.',
    fix: "Go by the service's number of a call, not by which one came last.",
    after: ['tools/events'],
    applies: needsCalls(isParallel, 'No fixture expects several calls.'),
    async run(subject) {
      const fixtures = callFixtures(subject).filter(isParallel);
      await sameCalls(subject, fixtures);
      for (const fixture of fixtures) {
        const recorded = recordedChat(fixture);
        const other = recorded && alternating(recorded, expectedCalls(fixture));
        if (other !== undefined) await sameCalls(subject, [fixture], () => other, ' when their pieces alternate');
      }
    },
  },
  {
    id: 'tools/ids-kept',
    rule: 'The id of a call is that of the service.',
    fix: 'Pass on the id of the service: results refer to it.',
    after: ['tools/events'],
    applies: needsCalls(givesIds, 'No fixture expects the id of a call.'),
    async run(subject) {
      for (const fixture of callFixtures(subject).filter(givesIds)) {
        const { toolCalls } = await subject.call(fixture);
        expectSame(idsOf(toolCalls), idsOf(expectedCalls(fixture)), `${nameOf(fixture)}, the ids`);
      }
    },
  },
  {
    id: 'tools/ids-made',
    rule: 'If the service gives no id, the provider makes one that is new in the conversation.',
    fix: 'Count the calls of all messages of the request, and go on from there.',
    after: ['tools/events'],
    applies: needsCalls(givesNoIds, 'In every fixture the service gives its calls ids.'),
    async run(subject) {
      for (const fixture of callFixtures(subject).filter(givesNoIds)) {
        await using stage = await subject.open(fixture);
        const first = await subject.ask(stage, fixture);
        const asked = paramsOf(stage, fixture).messages;
        const second = await subject.ask(stage, fixture, { messages: [...asked, ...answered(first.toolCalls)] });
        const earlier = asked.flatMap((turn) => ('tool_calls' in turn ? (turn.tool_calls ?? []) : []));
        const ids = [...idsOf(earlier), ...idsOf(first.toolCalls), ...idsOf(second.toolCalls)];
        expectThat(ids.every(isText), `${nameOf(fixture)}: a call has no id.`);
        expectThat(new Set(ids).size === ids.length, `${nameOf(fixture)}: two calls of a conversation have one id.`);
      }
    },
  },
  {
    id: 'tools/finish-reason',
    rule: '`finish` has the reason `tool-calls` if the service stopped for the result of a tool.',
    fix: "Map the service's word for it to `tool-calls`.",
    after: ['tools/events'],
    applies: needsCalls(),
    async run(subject) {
      for (const fixture of callFixtures(subject)) {
        const { finish } = await subject.call(fixture);
        if ('text' in fixture.expect) expectSame(finish, fixture.expect.finish, nameOf(fixture));
      }
    },
  },
  {
    id: 'tools/views-agree',
    rule: 'An answer has the same calls as a completion, as chunks and as events.',
    fix: 'Number the calls of each answer from 0 on; keep no count in the instance.',
    after: ['tools/calls', 'tools/parallel', 'answering/views-agree', 'isolation/second-call'],
    applies: needsCalls(),
    async run(subject) {
      for (const fixture of callFixtures(subject)) {
        await using stage = await subject.open(fixture);
        const { create } = stage.client.chat.completions;
        const params: CreateParams = paramsOf(stage, fixture);
        const expected = expectedCalls(fixture).map(withoutId);
        const whole = await create({ ...params, stream: false });
        const final = await (await create({ ...params, stream: true })).finalCompletion();
        for (const [view, { choices }] of [
          ['the whole reply', whole] as const,
          ['finalCompletion()', final] as const,
        ]) {
          const calls = (choices[0]?.message.tool_calls ?? []).map((call) =>
            call.type === 'function' ? call.function : call.custom,
          );
          expectSame(calls, expected, `${nameOf(fixture)}, ${view}`);
        }
        const chunks = await collect(await create({ ...params, stream: true }));
        expectSame(fromChunks(chunks), expected, `${nameOf(fixture)}, chunks by their index`);
      }
    },
  },
  {
    id: 'tools/any-edges',
    rule: 'Wherever the body is cut, also inside of arguments and of their characters, the calls are the same.',
    fix: 'Read with `http.events`, or keep what follows the last whole event of a piece for the next one.',
    after: ['tools/calls', 'tools/parallel', 'chunking/edges'],
    applies: needsCalls(),
    async run(subject) {
      const changes: readonly ((recorded: Delivery) => Delivery)[] = [
        cutCharacters,
        (recorded) => cutEachByte(recorded, Math.floor(recorded.body.length / 3)),
        ...[1, 3, 5].map((seed) => (recorded: Delivery) => cutFromSeed(recorded, seed)),
      ];
      for (const change of changes) await sameCalls(subject, callFixtures(subject), change);
    },
  },
  {
    id: 'tools/truncated',
    rule: 'If an answer is cut off in the middle of a call, that call is not passed on as complete.',
    fix: 'Yield `finish` only when the service says that the answer is complete, even after a call has begun.',
    after: ['tools/calls', 'tools/parallel', 'endings/cut-off'],
    applies: needsCalls(),
    async run(subject) {
      for (const fixture of callFixtures(subject)) {
        for (const part of [0.25, 0.4, 0.55]) {
          const { toolCalls, error } = await changed(subject, fixture, beginning(part));
          const complete = same(toolCalls, expectedCalls(fixture));
          expectThat(
            error !== undefined || complete,
            `${nameOf(fixture)}: cut off after ${part * 100} % it became an answer with ${toolCalls.length} calls.`,
          );
        }
      }
    },
  },
];

async function sameCalls(
  subject: CaseSubject,
  fixtures: readonly Fixture[],
  change: (recorded: Delivery) => Delivery = (recorded) => recorded,
  how = '',
): Promise<void> {
  for (const fixture of fixtures) {
    const { toolCalls, error } = await changed(subject, fixture, change);
    if (error !== undefined) throw new CaseFailure(`${nameOf(fixture)}${how}: ${error.code}: ${error.message}`);
    expectSame(toolCalls.map(withoutId), expectedCalls(fixture).map(withoutId), `${nameOf(fixture)}, the calls${how}`);
  }
}

async function changed(
  subject: CaseSubject,
  fixture: Fixture,
  change: (recorded: Delivery) => Delivery,
): Promise<Outcome> {
  await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * 2 });
  stage.service.answering = onAnswer(change);
  return await subject.ask(stage, fixture);
}

/** The calls that the chunks of a stream add up to, placed by their `index`. */
function fromChunks(chunks: readonly ChatCompletionChunk[]): readonly unknown[] {
  const calls: { name: string; arguments: string }[] = [];
  for (const { index, function: piece } of chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])) {
    const call = (calls[index] ??= { name: '', arguments: '' });
    call.name += piece?.name ?? '';
    call.arguments += piece?.arguments ?? '';
  }
  return calls;
}

/** A turn with these calls, and a message with the result of each. */
function answered(calls: readonly ExpectedToolCall[]): CreateParams['messages'] {
  const toolCalls = calls.map(({ id = '', ...called }) => ({ id, type: 'function' as const, function: called }));
  const results = toolCalls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: 'Done.' }));
  return [{ role: 'assistant', content: '', tool_calls: toolCalls }, ...results];
}

function idsOf(calls: readonly { readonly id?: string | undefined }[]): readonly (string | undefined)[] {
  return calls.map(({ id }) => id);
}

function withoutId({ name, arguments: text }: ExpectedToolCall): object {
  return { name, arguments: text };
}

function same(calls: readonly ExpectedToolCall[], expected: readonly ExpectedToolCall[]): boolean {
  return JSON.stringify(calls.map(withoutId)) === JSON.stringify(expected.map(withoutId));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
