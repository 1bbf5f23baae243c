import type { ErrorCode } from '@plugboard/core';
import {
  both,
  mainFixture,
  nameOf,
  needsHttpAnswer,
  needsSecrets,
  needsSession,
  needsUpload,
  sessionFixture,
  uploadFixture,
} from '../applicability.ts';
import { chatOf } from '../stage/service.ts';
import { CaseFailure, cameTo, expectSame, expectThat, shortened } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { bare } from '../stage/answerings.ts';
import type { Outcome } from '../stage/ask.ts';
import type { Delivery } from '../stage/delivery.ts';
import { withoutSecrets } from '../stage/placeholders.ts';
import type { CaseSubject } from '../subject.ts';

const statusTable: readonly (readonly [status: number, codes: readonly ErrorCode[], meaning: string])[] = [
  [400, ['bad_request'], 'the request is wrong'],
  [401, ['auth_rejected', 'auth_expired'], 'the credential is refused'],
  [403, ['permission_denied', 'challenged'], 'the credential does not allow this'],
  [404, ['bad_request', 'model_not_found'], 'there is no such thing'],
  [413, ['limit_exceeded', 'context_length_exceeded'], 'it is too much'],
  [422, ['bad_request', 'limit_exceeded', 'context_length_exceeded'], 'the request cannot be processed'],
  [429, ['rate_limited', 'quota_exhausted'], 'too often'],
  [500, ['server_error'], 'the service failed'],
  [503, ['server_error'], 'the service is not available'],
];

const statusCases = statusTable.map(([status, codes, meaning]): SuiteCase => ({
  id: `errors/status-${status}`,
  rule: `${status} means that ${meaning}: ${codes.join(' or ')}.`,
  fix: 'Let the error of `http` pass; give `classify` only for what core cannot know, and return `undefined` for the rest.',
  after: ['answering/text', 'errors/no-text'],
  applies: needsHttpAnswer,
  async run(subject) {
    const { error } = await refused(subject, status);
    const expected = error !== undefined && codes.includes(error.code);
    expectThat(expected, `For a ${status}, expected ${codes.join(' or ')}, got ${cameTo(error)}.`);
  },
}));

export const errorsCases: readonly SuiteCase[] = [
  {
    id: 'errors/no-text',
    rule: 'Failure is a throw, never an event.',
    fix: 'Throw instead of yielding a text with an apology.',
    after: ['answering/text'],
    applies: needsHttpAnswer,
    async run(subject) {
      const { events } = await refused(subject, 500);
      expectThat(
        events.length === 0,
        `After a 500, ${events.length} events were yielded: ${events.map(({ type }) => type).join(', ')}.`,
      );
    },
  },
  ...statusCases,
  {
    id: 'errors/status-is-told',
    rule: 'The error keeps the status of the service and the phase of the call.',
    fix: 'Throw the error of `http` itself, or copy `status` and `phase` into the one that takes its place.',
    after: ['errors/status-500'],
    applies: needsHttpAnswer,
    async run(subject) {
      const { error } = await refused(subject, 500);
      expectThat(error !== undefined, 'After a 500, expected an error, got an answer.');
      expectSame(error.status, 500, '`status` of the error');
      expectSame(error.phase, 'chat', '`phase` of the error');
    },
  },
  {
    id: 'errors/retry-after',
    rule: 'The error says how long the service asked to wait.',
    fix: 'Leave `retryAfterMs` to core, or copy it into your own error.',
    after: ['errors/status-429'],
    applies: needsHttpAnswer,
    async run(subject) {
      const { error } = await refused(subject, 429, { 'retry-after': '7' });
      if (error?.code === 'quota_exhausted') return;
      const waits = error?.retryAfterMs ?? 0;
      expectThat(
        waits >= 6_000 && waits <= 7_000,
        `For \`Retry-After: 7\`, expected a \`retryAfterMs\` of 7000, got ${error?.retryAfterMs ?? 'none'}.`,
      );
    },
  },
  {
    id: 'errors/auth-missing',
    rule: 'Without a credential, a call fails with `auth_missing` before anything is sent.',
    fix: 'Throw `auth_missing` with what to pass or to set, before the first request.',
    after: ['laziness/create-without-credentials'],
    applies: both(needsHttpAnswer, needsSecrets),
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture, { options: withoutSecrets(subject.options) });
      const { error } = await subject.ask(stage, fixture);
      expectThat(error?.code === 'auth_missing', `Expected auth_missing, got ${cameTo(error)}.`);
      const count = stage.service.requests.length;
      expectThat(count === 0, `${count} requests were sent first.`);
    },
  },
  {
    id: 'errors/auth-phase',
    rule: 'A failed request for a token has the phase `auth`.',
    fix: 'Give `phase: "auth"` with the request for the token, and let its error pass.',
    after: ['answering/text'],
    unless: ['errors/status-is-told'],
    applies: needsSession,
    async run(subject) {
      const fixture = sessionFixture(subject) ?? mainFixture(subject);
      const { error } = await withAnswer(subject, 'auth', bare(500), fixture);
      expectThat(error !== undefined, 'After a 500 for the token, expected an error, got an answer.');
      expectSame(error.phase, 'auth', '`phase` of the error');
    },
  },
  {
    id: 'errors/upload',
    rule: 'A file that cannot be uploaded fails the call; no chat is sent without it.',
    fix: 'Let the error of the upload pass.',
    after: ['answering/text'],
    applies: needsUpload,
    async run(subject) {
      const fixture = uploadFixture(subject) ?? mainFixture(subject);
      await using stage = await subject.open(fixture);
      stage.service.answering = ({ phase }) => (phase === 'upload' ? bare(500) : undefined);
      const { error } = await subject.ask(stage, fixture);
      expectThat(error !== undefined, 'After a 500 for the upload, expected an error, got an answer.');
      expectSame(error.phase, 'upload', '`phase` of the error');
      expectThat(stage.service.count('chat') === 0, 'A request for the chat was sent nevertheless.');
    },
  },
  {
    id: 'errors/as-recorded',
    rule: 'A request that the service refuses with a status fails with the code of the fixture.',
    fix: 'Map the response in `classify`, or correct the code in the fixture.',
    after: ['errors/status-500'],
    applies: ({ failures }) =>
      failures.some((fixture) => !isInBand(fixture)) ||
      'No fixture expects an error for a status. Record a call that the service refuses, such as one with a wrong key.',
    async run(subject) {
      for (const fixture of subject.failures) if (!isInBand(fixture)) await failsAsExpected(subject, fixture);
    },
  },
  {
    id: 'errors/in-band',
    rule: 'An error that the service reports inside a 2xx response fails the call.',
    fix: 'Throw `http.failure("chat", body)` for it: core judges the words.',
    after: ['answering/text', 'errors/status-503'],
    applies: ({ failures }) =>
      failures.some(isInBand) ||
      'No fixture expects an error inside a 2xx response. Record one, if the service reports errors so.',
    async run(subject) {
      for (const fixture of subject.failures) if (isInBand(fixture)) await failsAsExpected(subject, fixture);
    },
  },
  {
    id: 'errors/web-page',
    rule: 'A web page in place of an answer is an error, not an answer.',
    fix: 'Read with `http.events` or `http.json`, which judge the content type; with `http.bytes`, judge what you read.',
    after: ['answering/text'],
    applies: needsHttpAnswer,
    async run(subject) {
      const body = Buffer.from('<!doctype html><title>Sign in</title><p>Please sign in.</p>');
      const { error, text } = await withAnswer(subject, 'chat', {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body,
      });
      expectThat(error !== undefined, `It became an answer: ${shortened(JSON.stringify(text))}.`);
    },
  },
  {
    id: 'errors/empty',
    rule: 'An empty body is an error, not an empty answer.',
    fix: 'Do not yield `finish` for a body without an event.',
    after: ['errors/web-page', 'answering/text', 'endings/cut-off'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      const headers = { 'content-type': contentTypeOf(fixture) };
      const { error } = await withAnswer(subject, 'chat', { status: 200, headers, body: Buffer.alloc(0) });
      expectThat(error !== undefined, 'It became an answer.');
    },
  },
  {
    id: 'errors/unknown-json',
    rule: 'JSON of an unknown shape is an error, not an answer.',
    fix: 'Check the shape of what arrives, and yield `finish` only for what the service says at the end.',
    after: ['answering/text', 'errors/empty'],
    applies: needsHttpAnswer,
    async run(subject) {
      const body = Buffer.from('{"unheard_of": true}');
      const { error, text } = await withAnswer(subject, 'chat', {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body,
      });
      expectThat(error !== undefined, `It became an answer: ${shortened(JSON.stringify(text))}.`);
    },
  },
  {
    id: 'errors/unreachable',
    rule: 'A connection that breaks before an answer fails with `connection_failed`.',
    fix: 'Let the error of `http` pass.',
    after: ['answering/text'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      stage.service.answering = ({ phase }) =>
        phase === 'chat' ? ({ socket }) => void socket.resetAndDestroy() : undefined;
      const { error } = await subject.ask(stage, fixture);
      expectThat(error?.code === 'connection_failed', `Expected connection_failed, got ${cameTo(error)}.`);
    },
  },
];

function refused(subject: CaseSubject, status: number, headers: Delivery['headers'] = {}): Promise<Outcome> {
  const body = Buffer.from('{"error":{"message":"Not now."}}');
  return withAnswer(subject, 'chat', { status, headers: { 'content-type': 'application/json', ...headers }, body });
}

async function withAnswer(
  subject: CaseSubject,
  phase: 'auth' | 'chat',
  answer: Delivery,
  fixture: CaseSubject['fixtures'][number] = mainFixture(subject),
): Promise<Outcome> {
  await using stage = await subject.open(fixture);
  stage.service.answering = (context) => (context.phase === phase ? answer : undefined);
  return await subject.ask(stage, fixture);
}

async function failsAsExpected(subject: CaseSubject, fixture: CaseSubject['fixtures'][number]): Promise<void> {
  if (!('error' in fixture.expect)) return;
  const { error } = await subject.call(fixture);
  if (error?.code === fixture.expect.error) return;
  throw new CaseFailure(`${nameOf(fixture)}: expected ${fixture.expect.error}, got ${cameTo(error)}.`);
}

function isInBand(fixture: CaseSubject['fixtures'][number]): boolean {
  const chat = chatOf(fixture);
  return chat !== undefined && chat.response.status < 300;
}

function contentTypeOf(fixture: CaseSubject['fixtures'][number]): string {
  const headers = Object.entries(chatOf(fixture)?.response.headers ?? {});
  const [, value] = headers.find(([name]) => name.toLowerCase() === 'content-type') ?? ['', 'application/json'];
  return String(value);
}
