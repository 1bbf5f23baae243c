import type { ChatCompletionChunk, CreateParams } from '@plugboard/core';
import type { ChatEvent } from '@plugboard/core/provider';
import type { Fixture } from '../../fixtures/fixture.ts';
import { needsHttpAnswer } from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { collect } from '../collect.ts';
import { NotJudged } from '../not-judged.ts';
import { beginning, onAnswer } from '../stage/answerings.ts';
import { paramsOf } from '../stage/ask.ts';
import { bodyHolds } from '../stage/body-holds.ts';
import { leavesOf } from '../stage/json-units.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';

export const returningCases: readonly SuiteCase[] = [
  {
    id: 'returning/details-back',
    rule: 'What a service needs back from its answer reaches it in the next turn, byte for byte, however the caller read the answer.',
    fix: "Write each `reasoning_details` entry and `extra_content` of the request's messages where the service had them, unchanged; yield a detail with all that has to come back in it.",
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
          expectThat(error === undefined, `The next turn, after ${way}, came to ${cameTo(error)}.`);
          const body = stage.service.chat?.body ?? new Uint8Array();
          for (const text of wanted) {
            expectThat(
              bodyHolds(body, text),
              `${JSON.stringify(text.slice(0, 80))}, which the service needs back, is not in the next turn after ${way}.`,
            );
          }
        }
      }
    },
  },
  {
    id: 'returning/whole-details',
    rule: 'A reasoning detail is yielded once, when it is complete. An answer that is cut off yields no part of one.',
    fix: 'Keep the pieces of the reasoning until the signature arrives, and yield the detail then. Drop them if the stream breaks.',
    after: ['returning/details-back'],
    applies: needsHttpAnswer,
    async run(subject) {
      for (const { fixture, details } of await carriersOf(subject)) {
        const complete = new Set(details);
        for (let part = 1; part < parts; part += 1) {
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
      }
    },
  },
];

/** Into so many parts an answer is cut. */
const parts = 24;

interface Carrier {
  readonly fixture: Fixture;
  /** The texts that have to come back. */
  readonly wanted: readonly string[];
  /** The details, as JSON. */
  readonly details: readonly string[];
}

/** What was found out about the answers of a subject: two cases need it, and it takes a call of each. */
const known = new WeakMap<readonly Fixture[], Promise<readonly Carrier[]>>();

/** The fixtures whose answers have what their service wants back. */
async function carriersOf(subject: CaseSubject): Promise<readonly Carrier[]> {
  const found = known.get(subject.answers) ?? findCarriers(subject);
  known.set(subject.answers, found);
  const carriers = await found;
  if (carriers.length === 0) throw new NotJudged('No fixture has an answer with anything that the service needs back.');
  return carriers;
}

async function findCarriers(subject: CaseSubject): Promise<readonly Carrier[]> {
  const carriers: Carrier[] = [];
  for (const fixture of subject.answers) {
    const { events } = await subject.call(fixture);
    const data = events.flatMap((event) => {
      if (event.type === 'reasoning-detail') return [event.detail];
      return event.type === 'tool-call-delta' && event.extra !== undefined ? [event.extra] : [];
    });
    if (data.length > 0) carriers.push({ fixture, wanted: data.flatMap(textsOf), details: detailsIn(events) });
  }
  return carriers;
}

/** What a provider adds to a detail is not sent. */
function textsOf({ type: _type, format: _format, ...data }: Readonly<Record<string, unknown>>): readonly string[] {
  return leavesOf(data).flatMap(([, value]) => (typeof value === 'string' && value !== '' ? [value] : []));
}

function detailsIn(events: readonly ChatEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'reasoning-detail' ? [JSON.stringify(event.detail)] : []));
}

type Message = CreateParams['messages'][number];

/** How callers come by the message that they send back. */
const ways: readonly (readonly [way: string, read: (stage: Stage, params: CreateParams) => Promise<unknown>])[] = [
  [
    'a whole answer',
    async ({ client }, params) =>
      (await client.chat.completions.create({ ...params, stream: false })).choices[0]?.message,
  ],
  [
    'finalCompletion()',
    async ({ client }, params) => {
      const stream = await client.chat.completions.create({ ...params, stream: true });
      return (await stream.finalCompletion()).choices[0]?.message;
    },
  ],
  [
    'joined chunks',
    async ({ client }, params) =>
      putTogether(await collect(await client.chat.completions.create({ ...params, stream: true }))),
  ],
];

/** As helpers of OpenAI's clients do it: texts add up, and of every other field the last value counts. */
function putTogether(chunks: readonly ChatCompletionChunk[]): object {
  const message: Record<string, unknown> = {};
  const calls: Record<string, unknown>[] = [];
  for (const { choices } of chunks) {
    const { content, refusal, tool_calls: pieces = [], ...rest } = choices[0]?.delta ?? {};
    Object.assign(message, rest);
    if (content !== undefined) message['content'] = `${textIn(message['content'])}${content}`;
    if (refusal !== undefined) message['refusal'] = `${textIn(message['refusal'])}${refusal}`;
    for (const { index, function: called, ...piece } of pieces) {
      const call = (calls[index] ??= {});
      const before = Object(call['function']) as { readonly name?: string; readonly arguments?: string };
      const text = `${before.arguments ?? ''}${called?.arguments ?? ''}`;
      Object.assign(call, piece, { function: { name: called?.name ?? before.name, arguments: text } });
    }
  }
  return { ...message, ...(calls.length > 0 && { tool_calls: calls }) };
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The conversation with the answer in it, through JSON, as a program that keeps its conversations has it. */
function nextTurn({ messages }: CreateParams, message: unknown): CreateParams['messages'] {
  const said = JSON.parse(JSON.stringify(message)) as Extract<Message, { readonly role: 'assistant' }>;
  const results = (said.tool_calls ?? []).map((call): Message => ({
    role: 'tool',
    tool_call_id: call.id,
    content: 'Fine.',
  }));
  const asked: readonly Message[] = results.length > 0 ? results : [{ role: 'user', content: 'Go on.' }];
  return [...messages, said, ...asked];
}
