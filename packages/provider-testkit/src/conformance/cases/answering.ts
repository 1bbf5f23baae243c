import type { ChatEvent, Usage } from '@plugboard/core/provider';
import type { Fixture } from '../../fixtures/fixture.ts';
import { callFixtures, mainFixture, nameOf, needsAnswer } from '../applicability.ts';
import { CaseFailure, expectSame, expectThat } from '../case-failure.ts';
import { collect } from '../collect.ts';
import type { SuiteCase } from '../case.ts';
import type { CaseSubject } from '../subject.ts';
import { paramsOf } from '../stage/ask.ts';
import { settles } from '../until.ts';

const textTypes: readonly string[] = ['text-delta', 'reasoning-delta', 'refusal-delta', 'text-revised'];
const eventTypes: readonly string[] = [
  ...textTypes,
  'response',
  'reasoning-detail',
  'tool-call-delta',
  'source',
  'file',
  'finish',
];

export const answeringCases: readonly SuiteCase[] = [
  {
    id: 'answering/known-events',
    rule: 'A provider yields events of the known types with their fields, and nothing else.',
    fix: 'Yield response, text-delta, reasoning-delta, reasoning-detail, refusal-delta, tool-call-delta, text-revised, source, file or finish. What has no type of its own belongs in `fields` of response or finish.',
    applies: needsAnswer,
    async run(subject) {
      await forEachAnswer(subject, async (fixture) => {
        const { yielded } = await subject.recorded(fixture);
        for (const event of yielded) {
          expectThat(
            eventTypes.includes(event.type),
            `${nameOf(fixture)}: an event of type ${JSON.stringify(event.type)}.`,
          );
          expectThat(
            !textTypes.includes(event.type) || typeof Reflect.get(event, 'text') === 'string',
            `${nameOf(fixture)}: a ${event.type} without text.`,
          );
        }
      });
    },
  },
  {
    id: 'answering/text',
    rule: 'The text is the text of the service: nothing missing, nothing added, nothing trimmed.',
    fix: 'Compare the deltas with the body of the fixture.',
    after: ['answering/known-events', 'fixtures/answer'],
    applies: needsAnswer,
    async run(subject) {
      await forEachAnswer(subject, async (fixture) => {
        const { error, text } = await subject.call(fixture);
        if (error !== undefined) throw new CaseFailure(`${nameOf(fixture)}: ${error.code}: ${error.message}`);
        if ('text' in fixture.expect) expectSame(text, fixture.expect.text, nameOf(fixture));
      });
    },
  },
  {
    id: 'answering/finish-reason',
    rule: "`finish` says why the service stopped, in Plugboard's words.",
    fix: "Map the service's reasons to stop, length, content-filter, tool-calls or other, with the raw one as `rawReason`.",
    after: ['answering/text'],
    applies: needsAnswer,
    async run(subject) {
      const callers = callFixtures(subject);
      for (const fixture of subject.answers.filter((one) => !callers.includes(one))) {
        const { finish } = await subject.call(fixture);
        if ('text' in fixture.expect) expectSame(finish, fixture.expect.finish, nameOf(fixture));
      }
    },
  },
  {
    id: 'answering/usage',
    rule: "Usage is the service's, or absent.",
    fix: 'Give `usage` with `finish` when the service counts, and leave it out when it does not.',
    after: ['answering/text'],
    applies: ({ answers }) =>
      answers.some(({ expect }) => 'text' in expect && expect.usage !== undefined) || 'No fixture expects usage.',
    async run(subject) {
      for (const fixture of subject.answers) {
        if (!('text' in fixture.expect) || fixture.expect.usage === undefined) continue;
        const { usage } = await subject.call(fixture);
        expectSame(withoutRaw(usage, fixture.expect.usage), fixture.expect.usage, nameOf(fixture));
      }
    },
  },
  {
    id: 'answering/events',
    rule: 'Reasoning, sources and revisions come as events of their own, in order.',
    fix: "Compare the events with the fixture's `expect.events`.",
    after: ['answering/text', 'answering/finish-reason', 'answering/usage'],
    applies: ({ answers }) =>
      answers.some(({ expect }) => 'text' in expect && expect.events !== undefined) ||
      'No fixture lists `expect.events`.',
    async run(subject) {
      for (const fixture of subject.answers) {
        if (!('text' in fixture.expect) || fixture.expect.events === undefined) continue;
        const { events } = await subject.call(fixture);
        expectSame(asListed(events, fixture.expect.events), fixture.expect.events, nameOf(fixture));
      }
    },
  },
  {
    id: 'answering/one-finish',
    rule: 'There is one `finish`.',
    fix: 'Return after the first `finish`.',
    after: ['answering/text'],
    applies: needsAnswer,
    async run(subject) {
      const after = await afterFinish(subject);
      expectThat(after !== 'finish', 'A second `finish` came.');
    },
  },
  {
    id: 'answering/finish-is-last',
    rule: '`finish` ends the stream.',
    fix: 'Yield everything before `finish`, and return after it.',
    after: ['answering/text', 'answering/one-finish'],
    applies: needsAnswer,
    async run(subject) {
      const after = await afterFinish(subject);
      expectThat(after !== undefined, 'The stream does not end after `finish`.');
      expectThat(after === 'nothing', `A ${after} came after \`finish\`.`);
    },
  },
  {
    id: 'answering/views-agree',
    rule: 'An answer is the same as a completion, as events, as text, as chunks and as a readable stream.',
    fix: 'Yield `text-revised` only if the service took something back: readers of a text stream cannot see it.',
    after: ['answering/text', 'answering/events', 'isolation/second-call'],
    applies: needsAnswer,
    async run(subject) {
      for (const fixture of subject.answers) {
        if (!('text' in fixture.expect)) continue;
        await using stage = await subject.open(fixture);
        const create = stage.client.chat.completions.create;
        const params = paramsOf(stage, fixture);
        const revised = revisionsOf(fixture, (await subject.call(fixture)).events);
        const whole = await create({ ...params, stream: false });
        const texts = new Map<string, string>([['the whole reply', whole.choices[0]?.message.content ?? '']]);
        texts.set('finalText()', await (await create({ ...params, stream: true })).finalText());
        if (!revised) {
          texts.set('textStream', (await collect((await create({ ...params, stream: true })).textStream)).join(''));
          const chunks = await collect(await create({ ...params, stream: true }));
          texts.set('chunks', chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''));
          texts.set(
            'toReadableStream()',
            await readableText((await create({ ...params, stream: true })).toReadableStream()),
          );
        }
        for (const [view, text] of texts) expectSame(text, fixture.expect.text, `${nameOf(fixture)}, ${view}`);
      }
    },
  },
  {
    id: 'answering/events-are-kept',
    rule: 'A yielded event never changes.',
    fix: 'Make a new object for each event.',
    after: ['answering/text'],
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      const { live, events } = await subject.ask(stage, fixture);
      expectSame(live, events, 'The events after the end, compared with what they were when they came');
    },
  },
  {
    id: 'answering/slow-reader',
    rule: 'A slow reader loses nothing.',
    fix: 'Pull from the service when `next()` is called, or keep all that came in a queue.',
    after: ['answering/text', 'answering/events-are-kept'],
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      const { text, error } = await subject.ask(stage, fixture, {
        onEvent: async (count) => {
          await new Promise((resolve) => setTimeout(resolve, count === 1 ? subject.quietMs * 2 : 3));
          return undefined;
        },
      });
      if ('text' in fixture.expect)
        expectSame(text, fixture.expect.text, `Read slowly${error === undefined ? '' : `, with ${error.code}`}`);
    },
  },
];

/** A count may have the service's own object; a fixture need not repeat what its body says. */
function withoutRaw(usage: Usage | undefined, expected: Usage): Usage | undefined {
  if (usage === undefined || expected.raw !== undefined) return usage;
  const { raw: _raw, ...counts } = usage;
  return counts;
}

/** The events without those parts that a fixture need not list: what a service calls its answer, and its count in its own words. */
function asListed(events: readonly ChatEvent[], expected: readonly ChatEvent[]): readonly ChatEvent[] {
  const listsResponse = expected.some(({ type }) => type === 'response');
  const finish = expected.find((event) => event.type === 'finish');
  return events
    .filter(({ type }) => listsResponse || type !== 'response')
    .map((event) => {
      if (event.type !== 'finish' || event.usage === undefined || finish?.usage === undefined) return event;
      return { ...event, usage: withoutRaw(event.usage, finish.usage) };
    });
}

/** What came when the provider was asked again after `finish`: a type, `nothing`, or `undefined` if `next()` never settled. */
async function afterFinish(subject: CaseSubject): Promise<string | undefined> {
  const fixture = mainFixture(subject);
  await using stage = await subject.open(fixture, { askAgain: true });
  await subject.ask(stage, fixture);
  const again = stage.record.streams[0]?.afterFinish;
  if (again === undefined || !(await settles(again, subject.patienceMs))) return undefined;
  return await again.then(
    (result) => (result.done === true ? 'nothing' : result.value.type),
    () => 'nothing',
  );
}

/** Whether the service took something back, which a text stream cannot show. A revision that revises nothing is a fault. */
function revisionsOf(fixture: Fixture, events: readonly ChatEvent[]): boolean {
  let text = '';
  let revised = false;
  for (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    if (event.type !== 'text-revised') continue;
    expectThat(event.text !== text, `${nameOf(fixture)}: a revision does not change the text.`);
    revised = true;
    text = event.text;
  }
  return revised;
}

async function readableText(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const lines = Buffer.concat(await collect(stream))
    .toString()
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => deltaOf(JSON.parse(line) as Parameters<typeof deltaOf>[0])).join('');
}

function deltaOf(chunk: { readonly choices: readonly { readonly delta: { readonly content?: string } }[] }): string {
  return chunk.choices[0]?.delta.content ?? '';
}

/** Looks at all answers; a failure says with which of them the rule is broken. */
async function forEachAnswer({ answers }: CaseSubject, look: (fixture: Fixture) => Promise<void>): Promise<void> {
  const broken: { readonly fixture: Fixture; readonly message: string }[] = [];
  for (const fixture of answers) {
    try {
      await look(fixture);
    } catch (error) {
      if (!(error instanceof CaseFailure)) throw error;
      broken.push({ fixture, message: error.message });
    }
  }
  const [first, ...others] = broken;
  if (first === undefined) return;
  const more =
    others.length === 0 ? '' : ` The same happens with ${others.map(({ fixture }) => nameOf(fixture)).join(', ')}.`;
  throw new CaseFailure(
    `${first.message}${more}`,
    broken.map(({ fixture }) => fixture),
  );
}
