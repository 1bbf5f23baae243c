import { Placeholders } from '../../fixtures/placeholders.ts';
import type { Fixture } from '../../fixtures/fixture.ts';
import { mainFixture, needsSession, sessionFixture } from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { bare } from '../stage/answerings.ts';
import type { Outcome } from '../stage/ask.ts';
import type { Delivery } from '../stage/delivery.ts';
import { jsonOf, leavesOf, mapLeaves, rewritten } from '../stage/json-units.ts';
import { lifetimesIn, type Lifetimes } from '../stage/lifetimes.ts';
import { recordedAnswer } from '../stage/service.ts';
import type { CaseSubject } from '../subject.ts';

/** A token may be renewed this many milliseconds before it expires. */
const earliestRenewal = 10 * 60_000;

export const tokensCases: readonly SuiteCase[] = [
  {
    id: 'tokens/failed-load',
    rule: 'If a token could not be loaded, the next call loads it again.',
    fix: 'Load tokens with `createTokens`. If you cache a promise of your own, drop it when it rejects.',
    after: ['repeats/one-token'],
    applies: needsSession,
    async run(subject) {
      const fixture = sessionFixture(subject) ?? mainFixture(subject);
      await using stage = await subject.open(fixture);
      stage.service.answering = ({ phase }) => (phase === 'auth' ? bare(500) : undefined);
      const { error: first } = await subject.ask(stage, fixture);
      if (first === undefined) throw new NotJudged('A call goes well although the request for its token gets a 500.');
      stage.service.answering = () => undefined;
      const { error } = await subject.ask(stage, fixture);
      expectThat(
        error === undefined,
        `The request for a token failed once with 500. The next call could load its token, and ended with ${cameTo(error)}.`,
      );
    },
  },
  {
    id: 'tokens/none',
    rule: 'A response without a token is a failure of the call: nothing is sent in its place.',
    fix: 'Check what you read: throw `http.failure`, or an error with `auth_rejected`, if there is no text in place of the token. A sign-in page may come with a 200.',
    after: ['repeats/one-token'],
    applies: needsSession,
    async run(subject) {
      const fixture = sessionFixture(subject) ?? mainFixture(subject);
      const usual = await chatHeaders(subject, fixture, (recorded) => recorded);
      const given = tokensIn(fixture).filter((text) => usual.headers?.includes(text) === true);
      if (given.length === 0)
        throw new NotJudged(
          'No header of the request for the chat holds a text of the response with the token, so nobody can see where the token goes.',
        );
      const { headers, error } = await chatHeaders(subject, fixture, (recorded) =>
        rewritten(recorded, (json) => [
          mapLeaves(json, (value) => (typeof value === 'string' && given.includes(value) ? undefined : value)),
        ]),
      );
      expectThat(
        headers === undefined,
        `The service answered without a token, and the request for the chat was sent all the same. The call ended with ${cameTo(error)}.`,
      );
      expectThat(error !== undefined, 'The service answered without a token, and the call ended with an answer.');
    },
  },
  {
    id: 'tokens/expiry',
    rule: 'A token is used until shortly before it expires, measured by the clock of the client.',
    fix: 'Give `createTokens` an `expiresAt` in milliseconds: `host.now() + seconds * 1000` for a lifetime in seconds. Do not use `Date.now()`, which is another clock.',
    after: ['repeats/one-token'],
    applies: needsSession,
    async run(subject) {
      const fixture = sessionFixture(subject) ?? mainFixture(subject);
      const { told, within } = lifetimesOf(fixture);
      const all = [...told, ...within];
      if (all.length === 0) throw new NotJudged('The response with the token does not say when it expires.');
      await using stage = await subject.open(fixture);
      const loads = async (aheadMs: number): Promise<number> => {
        stage.service.replay.advance(aheadMs);
        await subject.ask(stage, fixture);
        return stage.service.count('auth');
      };
      const [first, last] = [Math.min(...all), Math.max(...all)];
      const half = first > 2 * earliestRenewal ? first / 2 : 0;
      const once = await loads(0);
      const later = await loads(half);
      expectThat(
        later === once,
        `A token that is valid for ${inWords(first)} was loaded again after ${inWords(half)}.`,
      );
      if (told.length === 0) return;
      expectThat(
        (await loads(last - half + 1_000)) > once,
        `A token that is valid for ${inWords(last)} was used after that time.`,
      );
    },
  },
];

/** The headers of the request for a chat if the response with the token is changed; `undefined` if there is no such request. */
async function chatHeaders(
  subject: CaseSubject,
  fixture: Fixture,
  change: (recorded: Delivery) => Delivery,
): Promise<{ readonly headers: string | undefined; readonly error: Outcome['error'] }> {
  await using stage = await subject.open(fixture);
  stage.service.answering = ({ phase, recorded }) => (phase === 'auth' ? change(recorded) : undefined);
  const { error } = await subject.ask(stage, fixture);
  const [chat] = stage.service.requests.filter(({ phase }) => phase === 'chat');
  return { headers: chat && [...chat.headers.values()].join('\n'), error };
}

/** The texts of the responses with a token. */
function tokensIn(fixture: Fixture): readonly string[] {
  const leaves = authAnswers(fixture).flatMap((json) => leavesOf(json).map(([, value]) => value));
  return leaves.filter((value) => typeof value === 'string' && value !== '') as readonly string[];
}

function authAnswers(fixture: Fixture): readonly unknown[] {
  const placeholders = new Placeholders(Date.parse(fixture.source.at));
  return fixture.exchanges
    .filter(({ phase }) => phase === 'auth')
    .flatMap((exchange) => jsonOf(recordedAnswer(exchange, fixture, placeholders)));
}

function lifetimesOf(fixture: Fixture): Lifetimes {
  return lifetimesIn(authAnswers(fixture), Date.parse(fixture.source.at));
}

function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  return seconds < 600 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}
