import type { Exchange, Fixture } from '../../fixtures/fixture.ts';
import { mainFixture, needsHttpAnswer } from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { watchTimers } from '../process/watch-timers.ts';
import { shutGate } from '../stage/answerings.ts';
import { bodyHolds } from '../stage/body-holds.ts';
import type { Delivery } from '../stage/delivery.ts';
import { leavesOf, mapLeaves, rewritten } from '../stage/json-units.ts';
import type { CaseSubject } from '../subject.ts';
import { until } from '../until.ts';

/** Cases about answers that take several requests: one that begins a job, and others that ask about it. */
export const severalRequestsCases: readonly SuiteCase[] = [
  {
    id: 'isolation/jobs-apart',
    rule: 'Each of two calls asks about its own job.',
    fix: 'Keep the number of a job in `stream`, not in the instance or the module.',
    after: ['answering/text', 'isolation/second-call'],
    applies: needsSeveral,
    async run(subject) {
      const fixture = mainFixture(subject);
      const job = jobOf(fixture);
      if (job === undefined) throw new NotJudged('No later request of a chat names what an answer before it has.');
      await using stage = await subject.open(fixture);
      const gate = shutGate();
      stage.service.answering = ({ phase, nth, recorded }) => {
        if (phase !== 'chat' || nth > 2) return undefined;
        const answer = nth === 1 ? recorded : withOtherJob(recorded, job);
        return { ...answer, gate: { at: 0, open: gate.opened } };
      };
      const calls = [subject.ask(stage, fixture), subject.ask(stage, fixture)];
      await until(() => stage.service.count('chat') > 1, subject.patienceMs / 4);
      if (stage.service.count('chat') < 2) {
        gate.open();
        await Promise.all(calls);
        throw new NotJudged('Calls are made one after the other.');
      }
      const before = stage.service.all.length;
      gate.open();
      await Promise.all(calls);
      const asked = stage.service.all.slice(before);
      const about = (name: string, but = ''): boolean =>
        asked.some(({ url, body }) => names(url, body, name) && (but === '' || !names(url, body, but)));
      for (const [which, isAsked] of [
        ['first', about(job, `${job}${other}`)],
        ['second', about(`${job}${other}`)],
      ] as const) {
        expectThat(
          isAsked,
          `Two calls began a job each at the same time, and nobody asked about that of the ${which} one.`,
        );
      }
    },
  },
  {
    id: 'abort/between-requests',
    rule: 'An abort between two requests of a call ends the wait at once.',
    fix: 'Wait with `call.sleep`, which ends with the call and uses the clock of the client. A timer of your own does neither.',
    // Runs before the cases that would only wait with such a provider, until their patience is over.
    applies: needsSeveral,
    async run(subject) {
      const fixture = mainFixture(subject);
      using watch = watchTimers();
      await using stage = await subject.open(fixture);
      const abort = new AbortController();
      // Later requests get no answer, so that a call that does not sleep is still under way.
      stage.service.answering = ({ phase, nth }) => (phase === 'chat' && nth > 1 ? ({ closed }) => closed : undefined);
      const call = subject.ask(stage, fixture, { signal: abort.signal });
      await until(() => stage.service.count('chat') > 1 || watch.seen.length > 0, subject.patienceMs / 4);
      abort.abort();
      await call;
      await until(() => watch.seen.length === 0, subject.quietMs);
      const [left] = watch.seen;
      expectThat(left === undefined, `An abort between two requests left ${left ?? ''}, which still runs.`);
    },
  },
  {
    id: 'errors/ended-job',
    rule: 'A job that has failed is not asked about again.',
    fix: 'Ask again only in the states that mean "not yet".',
    after: ['errors/in-band'],
    applies: (subject) => {
      const several = needsSeveral(subject);
      if (several !== true) return several;
      return failedJobs(subject).length > 0 || 'No fixture expects an error of a job that was asked about.';
    },
    async run(subject) {
      for (const fixture of failedJobs(subject)) {
        await using stage = await subject.open(fixture);
        const { error } = await subject.ask(stage, fixture);
        const [count, recorded] = [stage.service.count('chat'), chatsOf(fixture).length];
        expectThat(
          count <= recorded,
          `After the service had said that the job failed, it was asked about ${count - recorded} more times. The call ended with ${cameTo(error)}.`,
        );
      }
    },
  },
  {
    id: 'errors/unknown-state',
    rule: 'A job that ended in an unknown state is not an answer.',
    fix: 'List the states that mean success, and those that mean "not yet". Fail for all others, because services add new ones.',
    after: ['answering/text'],
    applies: needsSeveral,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      let changed = false;
      stage.service.answering = ({ isAnswer, recorded }) => {
        if (!isAnswer) return undefined;
        const ended = withOtherState(recorded);
        changed ||= ended !== undefined;
        return ended;
      };
      const { finish, error } = await subject.ask(stage, fixture);
      if (!changed) throw new NotJudged('The last answer of a chat has no `state` or `status`.');
      expectThat(
        finish === undefined,
        `A job whose state is "${unknownState}" became an answer that finished with "${finish ?? ''}". The call ended with ${cameTo(error)}.`,
      );
    },
  },
];

const other = '-quokka';
const unknownState = 'canceled_by_quokka';

function chatsOf({ exchanges }: Fixture): readonly Exchange[] {
  return exchanges.filter(({ phase }) => phase === 'chat');
}

/** Failures that the service reports in a successful response to a later request. */
function failedJobs({ failures }: CaseSubject): readonly Fixture[] {
  return failures.filter((fixture) => {
    const chats = chatsOf(fixture);
    return chats.length > 1 && chats.every(({ response }) => response.status < 300);
  });
}

function needsSeveral(subject: CaseSubject): true | string {
  const http = needsHttpAnswer(subject);
  if (http !== true) return http;
  return chatsOf(mainFixture(subject)).length > 1 || 'An answer takes one request.';
}

/** A text of the first response that the next request contains. */
function jobOf(fixture: Fixture): string | undefined {
  const [first, second] = chatsOf(fixture);
  if (first === undefined || second === undefined) return undefined;
  const { url, json } = second.request;
  const body = Buffer.from(JSON.stringify(json ?? null));
  const texts = leavesOf(first.response.json).flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
  return texts.find((text) => text !== '' && names(url, body, text));
}

/** Whether the text is a part of the address, or a value of the body. */
function names(url: string, body: Uint8Array, text: string): boolean {
  if (url === text) return true;
  const { pathname, searchParams } = new URL(url);
  if (pathname.split('/').map(decodeURIComponent).includes(text) || [...searchParams.values()].includes(text))
    return true;
  return text.length > 2 || body.length > 0 ? holds(body, text) : false;
}

function holds(body: Uint8Array, text: string): boolean {
  try {
    return leavesOf(JSON.parse(Buffer.from(body).toString())).some(([, value]) => value === text);
  } catch {
    return bodyHolds(body, text);
  }
}

function withOtherJob(recorded: Delivery, job: string): Delivery {
  return rewritten(recorded, (json) => [mapLeaves(json, (value) => (value === job ? `${job}${other}` : value))]);
}

/** What a service says about a job that has ended: another state, and no answer. */
function withOtherState(recorded: Delivery): Delivery | undefined {
  let found = false;
  const ended = rewritten(recorded, (json) => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return [json];
    const state = Object.keys(json).find((key) => /^(?:state|status)$/i.test(key));
    if (state === undefined) return [json];
    found = true;
    const plain = Object.entries(json).filter(([, value]) => typeof value !== 'object');
    return [{ ...Object.fromEntries(plain), [state]: unknownState }];
  });
  return found ? ended : undefined;
}
