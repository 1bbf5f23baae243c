import {
  mainFixture,
  needsHttpAnswer,
  needsSession,
  needsUpload,
  sessionFixture,
  uploadFixture,
} from '../applicability.ts';
import { cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { bare, beginning, onAnswer, onChat } from '../stage/answerings.ts';
import type { Outcome } from '../stage/ask.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';

const unavailable = bare(503);
const unauthorized = bare(401);

export const repeatsCases: readonly SuiteCase[] = [
  {
    id: 'repeats/core-only',
    rule: 'Only core retries: one `stream` sends the chat once.',
    fix: 'Remove the loop around the request.',
    after: ['errors/status-503'],
    applies: needsHttpAnswer,
    run: (subject) =>
      onStage(subject, mainFixture(subject), 0, async (stage, ask) => {
        stage.service.answering = onChat(() => unavailable);
        await ask();
        const count = stage.service.count('chat');
        expectThat(count === 1, `With retries switched off, the chat was sent ${count} times.`);
      }),
  },
  {
    id: 'repeats/stream-again',
    rule: 'Until the first content, core may call `stream` again.',
    fix: 'Keep nothing in the instance that a failed call leaves behind.',
    after: ['repeats/core-only'],
    applies: needsHttpAnswer,
    run: (subject) =>
      onStage(subject, mainFixture(subject), 1, async (stage, ask) => {
        stage.service.answering = ({ phase, nth }) => (phase === 'chat' && nth === 1 ? unavailable : undefined);
        const { text, error } = await ask();
        expectAnswer(mainFixture(subject), text, error);
      }),
  },
  {
    id: 'repeats/upload-again',
    rule: 'Core may call `upload` again.',
    fix: 'Keep no failed upload: the second one must be a new one.',
    after: ['errors/status-503', 'errors/upload'],
    applies: needsUpload,
    async run(subject) {
      const fixture = uploadFixture(subject);
      if (fixture === undefined) return;
      await onStage(subject, fixture, 1, async (stage, ask) => {
        stage.service.answering = ({ phase, nth }) => (phase === 'upload' && nth === 1 ? unavailable : undefined);
        const { text, error } = await ask();
        expectAnswer(fixture, text, error);
      });
    },
  },
  {
    id: 'repeats/upload-is-kept',
    rule: 'A retried chat causes no second upload.',
    fix: 'Upload in `upload`, and use the reference that arrives in the message.',
    after: ['repeats/stream-again'],
    applies: needsUpload,
    async run(subject) {
      const fixture = uploadFixture(subject);
      if (fixture === undefined) return;
      await onStage(subject, fixture, 1, async (stage, ask) => {
        await ask();
        const once = stage.service.count('upload');
        const before = stage.service.count('chat');
        stage.service.answering = ({ phase, nth }) =>
          phase === 'chat' && nth === before + 1 ? unavailable : undefined;
        await ask();
        // A provider that remembers files by their contents uploads none here.
        const again = stage.service.count('upload') - once;
        expectThat(
          again <= once,
          `A call whose chat failed once made ${again} requests for its uploads in place of ${once}.`,
        );
      });
    },
  },
  {
    id: 'repeats/after-content',
    rule: 'After the first content, no request is sent again.',
    fix: 'Let a broken stream fail; only the caller knows whether to ask again.',
    after: ['repeats/core-only', 'endings/truncated'],
    applies: needsHttpAnswer,
    run: (subject) =>
      onStage(subject, mainFixture(subject), 2, async (stage, ask) => {
        stage.service.answering = onAnswer(beginning(0.7, 'fin'));
        const { events } = await ask();
        const count = stage.service.count('chat');
        // One chat may take several requests, such as one for the address of its stream.
        const { exchanges } = mainFixture(subject);
        const once = exchanges.filter(({ phase, response }) => phase === 'chat' && response.status < 400).length;
        expectThat(events.length === 0 || count <= once, `The chat takes ${once} requests, but ${count} were sent.`);
      }),
  },
  {
    id: 'repeats/fresh-token',
    rule: 'A 401 drops the token: a new one is loaded, and the call succeeds.',
    fix: 'Give the token as `token: createTokens(...)` to `http.with`, not as a header.',
    after: ['repeats/refused-for-good', 'answering/text', 'errors/status-401', 'repeats/one-token'],
    applies: needsSession,
    async run(subject) {
      const fixture = sessionFixture(subject);
      if (fixture === undefined) return;
      await onStage(subject, fixture, 0, async (stage, ask) => {
        stage.service.answering = ({ phase, nth }) => (phase === 'chat' && nth === 1 ? unauthorized : undefined);
        const { text, error } = await ask();
        expectAnswer(fixture, text, error);
        expectSame(stage.service.count('auth'), 2, 'Requests for a token');
      });
    },
  },
  {
    id: 'repeats/refused-for-good',
    rule: 'A credential that is refused again stays refused: at most one new token, then `auth_rejected`.',
    fix: 'Leave the retry after a 401 to core.',
    after: ['errors/status-401', 'repeats/core-only'],
    applies: needsHttpAnswer,
    run: (subject) =>
      onStage(subject, mainFixture(subject), 2, async (stage, ask) => {
        stage.service.answering = onChat(() => unauthorized);
        await ask();
        const count = stage.service.count('chat');
        const most = stage.service.count('auth') > 0 ? 2 : 1;
        expectThat(count <= most, `The chat was sent ${count} times.`);
      }),
  },
  {
    id: 'repeats/one-token',
    rule: 'A token is loaded once and used until it ends.',
    fix: 'Make the tokens once in `create`, with `createTokens`.',
    after: ['answering/text'],
    applies: needsSession,
    async run(subject) {
      const fixture = sessionFixture(subject);
      if (fixture === undefined) return;
      await onStage(subject, fixture, 0, async (stage, ask) => {
        await ask();
        const once = stage.service.count('auth');
        await ask();
        expectSame(stage.service.count('auth'), once, 'Requests for a token after a second call');
      });
    },
  },
];

async function onStage(
  subject: CaseSubject,
  fixture: CaseSubject['fixtures'][number],
  maxRetries: number,
  body: (stage: Stage, ask: () => Promise<Outcome>) => Promise<void>,
): Promise<void> {
  await using stage = await subject.open(fixture, { maxRetries });
  await body(stage, () => subject.ask(stage, fixture));
}

function expectAnswer(fixture: CaseSubject['fixtures'][number], text: string, error: Outcome['error']): void {
  expectThat(error === undefined, `Expected an answer to the retry, got ${cameTo(error)}.`);
  if ('text' in fixture.expect) expectSame(text, fixture.expect.text, 'The text of the retry');
}
