import type { Fixture } from '../../fixtures/fixture.ts';
import { acceptedParameters, sampleParameters } from '../../fixtures/sample-parameters.ts';
import { mainFixture, needsHttpAnswer } from '../applicability.ts';
import { CaseFailure } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { bare, onChat } from '../stage/answerings.ts';
import type { Ask } from '../stage/ask.ts';
import { differing, partsOf, type SentParts } from '../stage/compare-sent.ts';
import { sampleConversation, sampleForm, sampleTools } from '../stage/sample-tools.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';

const question: Ask = { messages: [{ role: 'user', content: 'Jackdaw asks.' }], parameters: {}, extra: {} };

export const leftoversCases: readonly SuiteCase[] = [
  {
    id: 'isolation/nothing-left-over',
    rule: 'A call sends nothing that an earlier call brought in.',
    fix: 'Build the body and the headers of each call from its own request. Keep neither in the instance or the module.',
    after: ['answering/text'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      const [alone, again] = await inOneInstance(subject, fixture, []);
      if (alone === undefined || again === undefined) {
        throw new NotJudged('A plain question sends no request for a chat that a fixture knows.');
      }
      // What is new in each call, such as a request id, is there both times with different values.
      const varying = new Set(differing(alone, again).filter((place) => alone.has(place) && again.has(place)));
      expectNothingLeft(alone, again, varying, 'the same question');
      for (const [what, earlier] of earlierCalls(subject)) {
        const [, later] = await inOneInstance(subject, fixture, earlier);
        if (later !== undefined) expectNothingLeft(alone, later, varying, what);
      }
    },
  },
  {
    id: 'isolation/same-names',
    rule: 'What a call sends is its own, even if an earlier call had the same texts, ids or names for other things.',
    fix: 'If you keep something that you have converted, use all of it as the key: not the name of a tool or a schema, the id of a call, or the text of a message alone.',
    after: ['isolation/nothing-left-over'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      let tried = 0;
      for (const [what, earlier, asked] of alikeCalls(subject)) {
        const [alone, again] = await inOneInstance(subject, fixture, [], asked);
        const [, later] = await inOneInstance(subject, fixture, [{ ask: earlier }], asked);
        if (alone === undefined || again === undefined || later === undefined) continue;
        tried += 1;
        const varying = new Set(differing(alone, again).filter((place) => alone.has(place) && again.has(place)));
        expectNothingLeft(alone, later, varying, what);
      }
      if (tried === 0) throw new NotJudged('A conversation sends no request for a chat that a fixture knows.');
    },
  },
];

/** Pairs of calls that use the same names for different things, with a name for the first call. */
function alikeCalls({ accepts }: CaseSubject): readonly (readonly [what: string, earlier: Ask, asked: Ask])[] {
  const turns = (...words: readonly [string, string, string]): Ask => ({
    messages: words.map((content, index) => ({
      role: index === 1 ? ('assistant' as const) : ('user' as const),
      content,
    })),
    parameters: {},
    extra: {},
  });
  const { type, json_schema: form } = sampleForm;
  const otherSchema = { type: 'object', properties: { quoll: { type: 'integer' } }, required: ['quoll'] };
  return [
    [
      'a call with the same texts in other roles',
      turns('Crake-one', 'Rail-two', 'Coot-three'),
      turns('Rail-two', 'Crake-one', 'Coot-three'),
    ],
    ...(accepts.tools === true
      ? ([
          [
            'a call with other tools of the same names',
            {
              ...question,
              tools: sampleTools.map((tool) => ({
                ...tool,
                function: { name: tool.function.name, description: 'Quoll.', parameters: otherSchema },
              })),
            },
            { ...question, tools: sampleTools },
          ],
          [
            'a conversation with other calls of the same ids',
            {
              ...question,
              tools: sampleTools,
              messages: JSON.parse(
                JSON.stringify(sampleConversation).replaceAll(/Quoll-(?:town|result)/g, 'Bilby'),
              ) as typeof sampleConversation,
            },
            { ...question, tools: sampleTools, messages: sampleConversation },
          ],
        ] as const)
      : []),
    ...(accepts.responseFormat?.includes('json_schema') === true
      ? ([
          [
            'a call with another schema of the same name',
            { ...question, response_format: { type, json_schema: { ...form, schema: otherSchema } } },
            { ...question, response_format: sampleForm },
          ],
        ] as const)
      : []),
  ];
}

type Earlier = readonly { readonly ask: Ask; readonly fails?: boolean }[];

/** Calls with everything that the last question does not have. */
function earlierCalls({ accepts, fixtures }: CaseSubject): readonly (readonly [what: string, calls: Earlier])[] {
  const names = acceptedParameters(accepts);
  // Two names of one thing.
  const given = names.filter((name) => name !== 'max_tokens' || !names.includes('max_completion_tokens'));
  const parameters = Object.fromEntries(given.map((name) => [name, sampleParameters[name]]));
  const extra = Object.assign({}, ...fixtures.map(({ request }) => request.extra ?? {})) as object;
  const rich: Ask = {
    messages: [
      { role: 'system', content: 'Bittern rules.' },
      { role: 'user', content: 'Wryneck asks.' },
      { role: 'assistant', content: 'Dunlin answers.' },
      { role: 'user', content: 'Ruff asks.' },
    ],
    parameters,
    extra: { ...extra },
  };
  return [
    ['a call with a system message, parameters and options', [{ ask: rich }]],
    ['a call that failed', [{ ask: rich, fails: true }]],
    ...(accepts.tools === true ? [['a call with tools', [{ ask: { ...question, tools: sampleTools } }]] as const] : []),
    ...(accepts.responseFormat?.includes('json_schema') === true
      ? [['a call with a form', [{ ask: { ...question, response_format: sampleForm } }]] as const]
      : []),
  ];
}

/** The requests for the question, asked twice, with the earlier calls before or between. */
async function inOneInstance(
  subject: CaseSubject,
  fixture: Fixture,
  earlier: Earlier,
  asked: Ask = question,
): Promise<readonly (SentParts | undefined)[]> {
  await using stage = await subject.open(fixture);
  const sent: (SentParts | undefined)[] = [];
  for (const { ask, fails } of earlier) {
    if (fails === true) stage.service.answering = onChat(() => bare(500));
    await subject.ask(stage, fixture, ask);
    stage.service.answering = () => undefined;
  }
  if (earlier.length > 0) sent.push(undefined);
  while (sent.length < 2) sent.push(await requestOf(subject, stage, fixture, asked));
  return sent;
}

async function requestOf(
  subject: CaseSubject,
  stage: Stage,
  fixture: Fixture,
  asked: Ask,
): Promise<SentParts | undefined> {
  const before = stage.service.all.length;
  const chats = stage.service.count('chat');
  await subject.ask(stage, fixture, asked);
  if (stage.service.count('chat') > chats) return stage.service.chat && partsOf(stage.service.chat);
  const stray = stage.service.all.length > before ? stage.service.replay.strays.at(-1) : undefined;
  return stray && partsOf(stray);
}

function expectNothingLeft(alone: SentParts, later: SentParts, varying: ReadonlySet<string>, what: string): void {
  const [place] = differing(alone, later, varying);
  if (place === undefined) return;
  const [before, after] = [alone.get(place), later.get(place)].map((value) => value ?? 'nothing');
  throw new CaseFailure(
    `After ${what}, the next request for a chat differs at ${place}: it has ${after ?? ''} instead of ${before ?? ''}.`,
  );
}
