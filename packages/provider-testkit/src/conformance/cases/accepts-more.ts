import type { ChatParameters } from '@plugboard/core/provider';
import { both, mainFixture, needsHttpAnswer } from '../applicability.ts';
import { cameTo, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { acceptedParameters, otherParameters, sampleParameters } from '../../fixtures/sample-parameters.ts';
import { NotJudged } from '../not-judged.ts';
import type { Ask } from '../stage/ask.ts';
import { bodyHolds, holdsValue } from '../stage/body-holds.ts';
import { sentBy } from '../stage/request-checks.ts';
import type { CaseSubject } from '../subject.ts';

/** A value for each known field of a message, and the text that a request must contain for it. */
const sampleFields: Readonly<Record<string, { readonly value: unknown; readonly mark: string }>> = {
  name: { value: 'numbat_reader', mark: 'numbat_reader' },
  cache_control: { value: { type: 'ephemeral' }, mark: 'ephemeral' },
};

/** What `accepts` declares for single models, and for fields of messages. */
export const acceptsMoreCases: readonly SuiteCase[] = [
  {
    id: 'accepts/of-models',
    rule: 'Each parameter that only a model accepts reaches the service when the call names this model.',
    fix: "Send it, or take it out of the model's `accepts.parameters`: then core refuses it.",
    after: ['accepts/parameters', 'answering/every-model'],
    applies: both(needsHttpAnswer, ({ models }) => {
      return models.some(({ accepts }) => accepts?.parameters !== undefined) || 'No model has `accepts` of its own.';
    }),
    async run(subject) {
      for (const { id, accepts } of subject.models) {
        if (accepts?.parameters === undefined || id.endsWith('*')) continue;
        for (const name of acceptedParameters(accepts)) {
          const [one, other] = [sampleParameters[name], otherParameters[name]];
          const ask = (value: unknown): Promise<string> => sentTo(subject, id, { [name]: value });
          const [first, second] = [await ask(one), await ask(other)];
          expectThat(
            first !== second || first === '',
            `The model ${id} accepts \`${name}\`: asked with ${JSON.stringify(one)} and with ${JSON.stringify(other)}, the same is sent.`,
          );
        }
      }
    },
  },
  {
    id: 'accepts/every-model',
    rule: 'What a provider accepts reaches the service for each of its models.',
    fix: 'Send the parameters that you declare to every model. For a model that takes fewer, declare `accepts` of its own: core then refuses the others.',
    after: ['accepts/parameters', 'answering/every-model'],
    unless: ['accepts/of-models'],
    applies: both(needsHttpAnswer, (subject) => {
      if (acceptedParameters(subject.accepts).length === 0) return '`accepts` names no parameter.';
      return otherModels(subject).length > 0 || 'There is one model by name.';
    }),
    async run(subject) {
      for (const { id, accepts } of otherModels(subject)) {
        const names = acceptedParameters({ ...subject.accepts, ...accepts }).filter((name) => name !== withTools);
        const ask = (values: Required<ChatParameters>, some: readonly (keyof ChatParameters)[]): Promise<string> =>
          sentTo(subject, id, Object.fromEntries(some.map((name) => [name, values[name]])));
        // Most arrive as they are: one request shows all of those.
        const together = Buffer.from(
          await ask(
            sampleParameters,
            names.filter((name) => !oneOfTwo.includes(name)),
          ),
        );
        for (const name of names) {
          const value = sampleParameters[name];
          if (typeof value !== 'boolean' && holdsValue(together, value)) continue;
          const first = await ask(sampleParameters, [name]);
          expectThat(
            first === '' || first !== (await ask(otherParameters, [name])),
            `Asked for ${id} with \`${name}\`, the same is sent for ${JSON.stringify(value)} and for ${JSON.stringify(otherParameters[name])}. The provider accepts \`${name}\` for all of its models.`,
          );
        }
      }
    },
  },
  {
    id: 'accepts/message-fields',
    rule: 'Each field of a message that `accepts.messageFields` names reaches the service.',
    fix: "Send the fields of the request's messages that you declare, or take them out of `accepts.messageFields`: then core refuses them.",
    after: ['answering/history'],
    applies: both(needsHttpAnswer, ({ accepts }) => {
      return accepts.messageFields !== undefined || '`accepts` names no `messageFields`.';
    }),
    async run(subject) {
      const named = subject.accepts.messageFields;
      const known = Object.entries(sampleFields).filter(([name]) =>
        named === 'any' ? name === 'name' : named?.includes(name) === true,
      );
      if (known.length === 0) throw new NotJudged('The suite knows no values for any of the `messageFields`.');
      for (const [name, { value, mark }] of known) {
        const message = { role: 'user' as const, content: 'Asks-cod.', [name]: value };
        const { body, outcome } = await sentBy(subject, { messages: [message] });
        expectThat(
          body !== undefined && bodyHolds(body, mark),
          `A message has the field \`${name}\` with ${JSON.stringify(value)}, which is missing in the request for the chat. The call ended with ${cameTo(outcome.error)}.`,
        );
      }
    },
  },
];

/** Means nothing without a tool. */
const withTools = 'parallel_tool_calls';

/** Sent beside its older name, it would be the same parameter twice. */
const oneOfTwo: readonly string[] = ['max_completion_tokens'];

/** The models by name, except the one whose requests other cases look at. */
function otherModels(subject: CaseSubject): CaseSubject['models'] {
  const main = mainFixture(subject).request.model;
  return subject.models.filter(({ id, aliases = [] }) => ![id, ...aliases].includes(main) && !id.endsWith('*'));
}

/** All that is sent when a model is asked, wherever it goes. */
async function sentTo(subject: CaseSubject, model: string, parameters: object): Promise<string> {
  const fixture = mainFixture(subject);
  await using stage = await subject.open(fixture);
  const messages: Ask['messages'] = [{ role: 'user', content: 'Asks-cod.' }];
  await subject.ask(stage, fixture, { model, messages, parameters, extra: {} });
  return stage.service.all.map(({ body }) => Buffer.from(body).toString('latin1')).join('\n');
}
