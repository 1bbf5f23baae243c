import type { ChatCompletionChunk, CreateParams } from '@plugboard/core';
import type { ChatEvent } from '@plugboard/core/provider';
import type { Fixture } from '../../fixtures/fixture.ts';
import { collect } from '../collect.ts';
import { NotJudged } from '../not-judged.ts';
import type { CaseSubject } from '../subject.ts';
import { leavesOf } from './json-units.ts';
import type { Stage } from './stage.ts';

/** A fixture whose answer has what its service wants back. */
export interface Carrier {
  readonly fixture: Fixture;
  /** The texts that have to come back. */
  readonly wanted: readonly string[];
  /** The details, as JSON. */
  readonly details: readonly string[];
}

/** The carriers of a subject by its answers. Finding them takes a call of each, and several cases need them. */
const known = new WeakMap<readonly Fixture[], Promise<readonly Carrier[]>>();

/** The fixtures whose answers have what their service wants back. */
export async function carriersOf(subject: CaseSubject): Promise<readonly Carrier[]> {
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
    const data = dataIn(events);
    if (data.length > 0) carriers.push({ fixture, wanted: data.flatMap(textsOf), details: detailsIn(events) });
  }
  return carriers;
}

/** What came with the answer and has to come back. */
export function dataIn(events: readonly ChatEvent[]): readonly Readonly<Record<string, unknown>>[] {
  return events.flatMap((event) => {
    if (event.type === 'reasoning-detail') return [event.detail];
    return event.type === 'tool-call-delta' && event.extra !== undefined ? [event.extra] : [];
  });
}

/** The texts of a detail that go back. Fields that the provider itself adds are not sent. */
export function textsOf({
  type: _type,
  format: _format,
  ...data
}: Readonly<Record<string, unknown>>): readonly string[] {
  return leavesOf(data).flatMap(([, value]) => (typeof value === 'string' && value !== '' ? [value] : []));
}

export function detailsIn(events: readonly ChatEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'reasoning-detail' ? [JSON.stringify(event.detail)] : []));
}

export type Message = CreateParams['messages'][number];

/** The ways in which callers get the message that they send back. */
export const ways: readonly (readonly [way: string, read: (stage: Stage, params: CreateParams) => Promise<unknown>])[] =
  [
    ['a whole answer', wholeMessage],
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

export async function wholeMessage({ client }: Stage, params: CreateParams): Promise<unknown> {
  return (await client.chat.completions.create({ ...params, stream: false })).choices[0]?.message;
}

/** Joins chunks as helpers of OpenAI's clients do: texts add up, and of every other field the last value counts. */
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

/** The conversation with the answer, written to JSON and read again, as a program does that stores conversations. */
export function nextTurn({ messages }: CreateParams, message: unknown): CreateParams['messages'] {
  const said = JSON.parse(JSON.stringify(message)) as Extract<Message, { readonly role: 'assistant' }>;
  const results = (said.tool_calls ?? []).map((call): Message => ({
    role: 'tool',
    tool_call_id: call.id,
    content: 'Fine.',
  }));
  const asked: readonly Message[] = results.length > 0 ? results : [{ role: 'user', content: 'Go on.' }];
  return [...messages, said, ...asked];
}
