import type { Fixture } from '../../fixtures/fixture.ts';
import {
  both,
  mainFixture,
  nameOf,
  needsHttpAnswer,
  needsSecrets,
  sessionFixture,
  uploadFixture,
} from '../applicability.ts';
import { CaseFailure } from '../case-failure.ts';
import type { RecordedCall } from '../recorded-calls.ts';
import type { SuiteCase } from '../case.ts';
import { bare, onChat } from '../stage/answerings.ts';
import { formsOf, namedSecretsIn } from '../stage/placeholders.ts';
import type { Answering } from '../stage/service.ts';
import type { CaseSubject } from '../subject.ts';

export const originsCases: readonly SuiteCase[] = [
  {
    id: 'secrets/other-origins',
    rule: 'A credential goes only to the origins that need it.',
    fix: 'Pass headers and tokens to `http.with({ baseUrl })`, which sends them to that origin only. Do not add them to requests for other origins. If another host needs the credential, show that in the `headers` of a fixture.',
    applies: both(needsHttpAnswer, needsSecrets),
    async run(subject) {
      const known = new Map<string, ReadonlySet<string>>();
      for (const fixture of subject.fixtures) await watchOrigins(subject, fixture, known);
      const main = mainFixture(subject);
      for (const status of [500, 503])
        await watchOrigins(
          subject,
          main,
          known,
          onChat(() => bare(status)),
        );
      const session = sessionFixture(subject);
      const refusedOnce: Answering = ({ phase, nth }) => (phase === 'chat' && nth === 1 ? bare(401) : undefined);
      if (session !== undefined) await watchOrigins(subject, session, known, refusedOnce);
      const upload = uploadFixture(subject);
      if (upload !== undefined) {
        await watchOrigins(subject, upload, known, ({ phase }) => (phase === 'upload' ? bare(500) : undefined));
      }
    },
  },
];

/** One call; where each credential went is compared with where the fixtures have it. */
async function watchOrigins(
  subject: CaseSubject,
  fixture: Fixture,
  known: Map<string, ReadonlySet<string>>,
  answering?: Answering,
): Promise<void> {
  const requests = await requestsOf(subject, fixture, answering);
  const tokens = fixture.exchanges.filter(({ phase }) => phase === 'auth').map(({ response }) => response);
  for (const [name, secret] of namedSecretsIn([subject.options, tokens], fixture.source.at)) {
    const origins = known.get(name) ?? originsOf(subject, name);
    known.set(name, origins);
    // If no fixture names a credential, nobody knows where it belongs.
    if (origins.size === 0) continue;
    for (const { url, method, headers, body } of requests) {
      const { origin, pathname } = new URL(url);
      if (origins.has(origin)) continue;
      const lines = [...headers].map((header) => header.join(': '));
      const sent = [url, ...lines, Buffer.from(body).toString('latin1')].join('\n');
      if (!formsOf(secret).some((form) => sent.includes(form))) continue;
      throw new CaseFailure(
        `${nameOf(fixture)}: {{${name}}} went to another origin: ${method} ${origin}${pathname}. According to the fixtures, it belongs to ${[...origins].join(' and ')}.`,
      );
    }
  }
}

async function requestsOf(
  subject: CaseSubject,
  fixture: Fixture,
  answering: Answering | undefined,
): Promise<RecordedCall['requests']> {
  if (answering === undefined) return (await subject.recorded(fixture)).requests;
  await using stage = await subject.open(fixture);
  stage.service.answering = answering;
  await subject.ask(stage, fixture);
  return stage.service.all;
}

/** The origins whose requests hold a credential, by the fixtures. */
function originsOf({ fixtures }: CaseSubject, name: string): ReadonlySet<string> {
  const origins = fixtures.flatMap(({ exchanges, source }) =>
    exchanges
      .filter(({ request }) => namedSecretsIn(request, source.at).has(name))
      .map(({ request }) => new URL(request.url).origin),
  );
  return new Set(origins);
}
