import { both, mainFixture, needsAnswer, needsHttpAnswer, needsSecrets } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { bare, onChat } from '../stage/answerings.ts';
import { secretsIn } from '../stage/placeholders.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';

const canary = 'Capybara-canary-5b1f';

export const secretsCases: readonly SuiteCase[] = [
  {
    id: 'secrets/errors',
    rule: 'No credential appears in an error: not in its message, its cause, its stack, nor when it is printed.',
    fix: 'Leave credentials out of messages and causes; name secret options in `secrets`, load tokens with `createTokens`.',
    after: ['errors/status-401'],
    applies: both(needsHttpAnswer, needsSecrets),
    async run(subject) {
      const fixture = mainFixture(subject);
      for (const status of [401, 500]) {
        await using stage = await subject.open(fixture);
        stage.service.answering = onChat(() => bare(status));
        const before = stage.output.length;
        await subject.ask(stage, fixture);
        const shown = stage.output.slice(before).filter((text) => text.includes('PlugboardError'));
        expectNothingOf(credentials(subject, stage), shown, `the error after a ${status}`);
      }
    },
  },
  {
    id: 'secrets/logs',
    rule: 'No credential appears in a log line or a warning.',
    fix: 'Log what happened, not what was sent.',
    applies: both(needsHttpAnswer, needsSecrets),
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      await subject.ask(stage, fixture);
      const shown = stage.output.filter((text) => !text.includes('PlugboardError'));
      expectNothingOf(credentials(subject, stage), shown, 'a log line or a warning');
    },
  },
  {
    id: 'secrets/prompt',
    rule: 'Nothing that the caller said appears in a log line, a warning or an error.',
    fix: 'Log sizes and counts instead of texts; keep the body out of messages.',
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      const messages = [{ role: 'user', content: canary }] as const;
      await subject.ask(stage, fixture, { messages });
      stage.service.answering = onChat(() => bare(500));
      await subject.ask(stage, fixture, { messages });
      expectNothingOf([canary], stage.output, 'the output');
    },
  },
  {
    id: 'secrets/urls',
    rule: 'No credential is part of a URL: servers and proxies write those down.',
    fix: 'Send it in a header.',
    applies: both(needsHttpAnswer, needsSecrets),
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      await subject.ask(stage, fixture);
      const urls = stage.service.all.map(({ url }) => decoded(url));
      expectNothingOf(credentials(subject, stage), urls, 'the URL of a request');
    },
  },
  {
    id: 'secrets/console',
    rule: 'A provider prints nothing.',
    fix: 'Use `host.log` and `call.warn`.',
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      await subject.ask(stage, fixture);
      const { printed } = stage.service.replay;
      // Printed text may contain a prompt or a credential, so the report shows only its beginning.
      const [first = ''] = printed;
      expectThat(
        printed.length === 0,
        `It printed ${printed.length} times on the console, first something that begins with ${JSON.stringify(first.slice(0, 24))}.`,
      );
    },
  },
];

/** The credentials of the options, and the tokens that the service issued. */
function credentials({ options }: CaseSubject, stage: Stage): readonly string[] {
  const tokens = stage.fixture.exchanges
    .filter(({ phase }) => phase === 'auth')
    .map(({ response }) => [response.json, response.headers]);
  return [...new Set([...secretsIn(options, stage.at), ...secretsIn(tokens, stage.at)])];
}

function expectNothingOf(secrets: readonly string[], texts: readonly string[], where: string): void {
  for (const secret of secrets) {
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    expectThat(
      !texts.some((text) => forms.some((form) => text.includes(form))),
      `${called(secret)} appears in ${where}.`,
    );
  }
}

/** A name for a secret in messages. A placeholder is its own name. */
function called(secret: string): string {
  if (secret === canary) return 'What the caller said';
  return secret.startsWith('{{') ? `The credential ${secret}` : 'A token of the service';
}

function decoded(path: string): string {
  try {
    return `${path}\n${decodeURIComponent(path)}`;
  } catch {
    return path;
  }
}
