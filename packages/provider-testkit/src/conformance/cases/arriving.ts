import { answerOf } from '../../subject/answer-of.ts';
import { eventCount, longestStream, nameOf, needsHttpAnswer } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import type { Fixture } from '../../fixtures/fixture.ts';
import { onAnswer, shutGate } from '../stage/answerings.ts';
import type { Delivery } from '../stage/delivery.ts';
import { unitEnds } from '../stage/units.ts';
import type { CaseSubject } from '../subject.ts';
import { until } from '../until.ts';

/** Fewer prove nothing: a service may hold a word back for good reasons. */
const fewestEvents = 4;
/** Shorter texts are found in the bytes by chance. */
const shortestText = 8;

export const arrivingCases: readonly SuiteCase[] = [
  {
    id: 'answering/as-it-arrives',
    rule: 'Text is passed on as it arrives, from the first word to the last.',
    fix: 'Yield each delta when it comes instead of collecting them.',
    after: ['answering/text'],
    applies: (subject) => {
      const http = needsHttpAnswer(subject);
      if (http !== true) return http;
      return eventCount(longestStream(subject)) >= fewestEvents || `No answer comes in ${fewestEvents} events or more.`;
    },
    async run(subject) {
      const fixture = longestStream(subject);
      const count = eventCount(fixture);
      for (const delivered of new Set([Math.ceil(count / 2), Math.ceil(count * 0.75)])) {
        // An event may have to wait for the one behind it.
        const carried = await lengthIn(subject, fixture, delivered - 1);
        const expected = delivered > count / 2 ? Math.max(1, carried / 2) : carried / 2;
        const length = await lengthAt(subject, fixture, delivered, expected);
        expectThat(
          length >= expected,
          `${nameOf(fixture)}: after ${delivered} of ${count} events, ${length} characters had been passed on; the events hold ${carried}.`,
        );
      }
    },
  },
];

/** How many characters the provider has passed on while the service has sent this many events and holds the rest back. */
async function lengthAt(subject: CaseSubject, fixture: Fixture, delivered: number, expected: number): Promise<number> {
  await using stage = await subject.open(fixture);
  const gate = shutGate();
  stage.service.answering = onAnswer((recorded) => ({
    ...recorded,
    gate: { at: unitEnds(recorded)[delivered - 1] ?? 0, open: gate.opened },
  }));
  let length = 0;
  const call = subject.ask(stage, fixture, {
    onEvent: () => {
      length = answerOf(stage.record.streams[0]?.events ?? []).text.length;
      return undefined;
    },
  });
  await until(() => length >= expected, subject.patienceMs / 2);
  const handedOn = length;
  gate.open();
  await call;
  return handedOn;
}

/**
 * How many characters of the answer the first events hold, whenever the provider passes them on: what is missing when they are taken
 * away or, if each event repeats the text so far, the longest beginning of the text in their bytes.
 */
async function lengthIn(subject: CaseSubject, fixture: Fixture, events: number): Promise<number> {
  const whole = 'text' in fixture.expect ? fixture.expect.text : '';
  const seen: { beginning?: string } = {};
  const { text, error } = await withChat(subject, fixture, (recorded) => {
    const end = unitEnds(recorded)[events - 1] ?? 0;
    seen.beginning = Buffer.from(recorded.body.subarray(0, end)).toString();
    return { ...recorded, body: recorded.body.subarray(end), cuts: [] };
  });
  const missing = error === undefined && whole.endsWith(text) ? whole.length - text.length : 0;
  return Math.max(missing, longestPrefix(whole, seen.beginning ?? ''));
}

function longestPrefix(text: string, bytes: string): number {
  for (let length = text.length; length >= shortestText; length -= 1) {
    if (bytes.includes(JSON.stringify(text.slice(0, length)).slice(1, -1))) return length;
  }
  return 0;
}

async function withChat(subject: CaseSubject, fixture: Fixture, change: (recorded: Delivery) => Delivery) {
  await using stage = await subject.open(fixture);
  stage.service.answering = onAnswer(change);
  return await subject.ask(stage, fixture);
}
