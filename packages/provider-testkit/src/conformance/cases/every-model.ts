import { filesOf, mainFixture, mediaFixture, needsHttpAnswer } from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import type { ReplayedRequest } from '../../replay/start-replay.ts';
import type { Fixture } from '../../fixtures/fixture.ts';
import { leavesOf } from '../stage/json-units.ts';
import type { CaseSubject } from '../subject.ts';

/** Names as services have them: with a folder, with a tag, with capitals. */
const samples = ['Quokka-7', 'quokka/Seven', 'quokka:7b'];

export const everyModelCases: readonly SuiteCase[] = [
  {
    id: 'answering/every-model',
    rule: 'The service is asked for exactly the model that the caller named.',
    fix: 'Send `request.model` unchanged: do not shorten it, change its case, map it, or switch to another model for files.',
    applies: needsHttpAnswer,
    async run(subject) {
      const plain = mainFixture(subject);
      const media = mediaFixture(subject);
      // A service may refuse names that it does not know. It has the one of the fixture.
      await expectNamed(subject, plain, plain.request.model, '');
      for (const { id, input = [] } of subject.models) {
        const names = id.endsWith('*') ? samples.map((sample) => `${id.slice(0, -1)}${sample}`) : [id];
        for (const name of names) await expectNamed(subject, plain, name, '');
        const takes = media !== undefined && filesOf(media).every(({ kind }) => input.includes(kind));
        if (takes && !id.endsWith('*')) await expectNamed(subject, media, id, ', with a file beside the text');
      }
    },
  },
];

async function expectNamed(subject: CaseSubject, fixture: Fixture, model: string, how: string): Promise<void> {
  await using stage = await subject.open(fixture);
  const { messages, parameters } =
    fixture === mainFixture(subject) ? plainAsk : { messages: undefined, parameters: {} };
  const { error } = await subject.ask(stage, fixture, { model, messages, parameters, extra: {} });
  const { all } = stage.service;
  // Refused, for example because only some accounts have the model.
  if (all.every(({ body }) => body.length === 0)) return;
  const named = all.some((request) => names(request, model));
  expectThat(
    named,
    `Asked for the model ${model}${how}, it names ${namedIn(all) ?? 'another one'}. The call ended with ${cameTo(error)}.`,
  );
}

const plainAsk = { messages: [{ role: 'user', content: 'Which one are you?' }] as const, parameters: {} };

/** As a value of its own, as the end of a path such as `models/x`, or in the URL. */
function names({ url, body }: Omit<ReplayedRequest, 'phase'>, model: string): boolean {
  if (holds(decoded(url), model)) return true;
  const text = Buffer.from(body).toString();
  try {
    return leavesOf(JSON.parse(text)).some(([, value]) => value === model || String(value).endsWith(`/${model}`));
  } catch {
    return holds(text, model) || holds(decoded(text), model);
  }
}

/** The whole name, not the beginning of another one. */
function holds(text: string, model: string): boolean {
  const at = text.indexOf(model);
  return at !== -1 && !/^[\w-]/.test(text.slice(at + model.length));
}

/** The model that the request names in its body, otherwise its address. */
function namedIn(requests: readonly Omit<ReplayedRequest, 'phase'>[]): string | undefined {
  for (const { body } of requests) {
    try {
      const leaves = leavesOf(JSON.parse(Buffer.from(body).toString()));
      const found = leaves.find(([path, value]) => typeof value === 'string' && /model/i.test(String(path.at(-1))));
      if (found !== undefined) return JSON.stringify(found[1]);
    } catch {
      // A form, or nothing.
    }
  }
  const [{ url } = { url: '' }] = requests;
  return url === '' ? undefined : `another one: it asks ${new URL(url).pathname}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
