import { Client } from '@plugboard/core';
import { always, nameOf, needsSecrets } from '../applicability.ts';
import { CaseFailure, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { parameterNames } from '../../fixtures/sample-parameters.ts';
import { holdsSecret } from '../stage/placeholders.ts';

const kinds: readonly string[] = ['image', 'video', 'audio', 'pdf'];

export const identityCases: readonly SuiteCase[] = [
  {
    id: 'identity/plugin-id',
    rule: "A plugin's id has lower-case letters, digits and `-`.",
    fix: 'Choose another `id` in defineProvider; it is also the key of `provider_options` and the default name of an instance.',
    applies: always,
    async run({ definition }) {
      expectThat(/^[a-z][a-z0-9-]*$/.test(definition.id), `The id is ${JSON.stringify(definition.id)}.`);
    },
  },
  {
    id: 'identity/models-declared',
    rule: 'A plugin declares its models statically, so that routing needs no import.',
    fix: 'List at least one model, or a pattern such as `acme-*`, in `models` of defineProvider.',
    applies: always,
    async run({ definition: { models } }) {
      expectThat(models.length > 0, '`models` is empty: no model name can find this provider.');
    },
  },
  {
    id: 'identity/model-names',
    rule: 'A model id is exact or ends in `*`; no id or alias occurs twice.',
    fix: 'Put `*` only at the end of an id, never into an alias, and name each model once.',
    applies: always,
    async run({ definition: { models } }) {
      const names = models.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
      for (const name of names)
        expectThat(/^[^*]+\*?$|^\*$/.test(name), `${JSON.stringify(name)} is not a model name.`);
      for (const alias of models.flatMap(({ aliases = [] }) => aliases)) {
        expectThat(!alias.endsWith('*'), `The alias ${JSON.stringify(alias)} is a pattern.`);
      }
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      expectThat(twice === undefined, `${JSON.stringify(twice)} is declared twice.`);
    },
  },
  {
    id: 'identity/model-input',
    rule: "A model's `input` names kinds of media: image, video, audio, pdf.",
    fix: 'Correct `input`; leave it out when what the model takes is not known.',
    applies: always,
    async run({ definition: { models } }) {
      const strange = models.flatMap(({ input = [] }) => input).find((kind) => !kinds.includes(kind));
      expectThat(strange === undefined, `${JSON.stringify(strange)} is not a kind of media.`);
    },
  },
  {
    id: 'identity/models-route',
    rule: 'A model name alone finds its provider.',
    fix: 'Declare the model of the fixture in `models`, by its id, an alias or a pattern.',
    after: ['identity/models-declared', 'identity/model-names', 'identity/plugin-id', 'identity/model-input'],
    applies: always,
    async run({ create, fixtures }) {
      const given = create();
      await using client = new Client({ providers: [given], config: false, discover: false });
      for (const fixture of fixtures) {
        const found = await client.explain(fixture.request.model).catch(() => undefined);
        expectThat(
          found?.provider === given.id,
          `${nameOf(fixture)} asks for ${fixture.request.model}, which no declared model owns.`,
        );
      }
    },
  },
  {
    id: 'identity/accepts-names',
    rule: '`accepts.parameters` names parameters that a caller can give.',
    fix: `Use OpenAI's names: ${parameterNames.join(', ')}.`,
    applies: always,
    async run({ accepts }) {
      if (accepts.parameters === 'any') return;
      const strange = [...(accepts.parameters ?? [])].find((name) => !parameterNames.includes(name));
      expectThat(strange === undefined, `No caller can give ${JSON.stringify(strange)}.`);
    },
  },
  {
    id: 'identity/secret-options',
    rule: 'An option that is a secret is named in `secrets`, so that core redacts it, and refuses it as plain text in a config file.',
    fix: 'Name the option in `secrets` of defineProvider.',
    applies: needsSecrets,
    async run({ definition, options }) {
      for (const [name, value] of Object.entries(options)) {
        if (typeof value !== 'string' || !holdsSecret(value)) continue;
        const named: readonly string[] = definition.secrets ?? [];
        expectThat(named.includes(name), `The option ${name} holds a secret and is not in \`secrets\`.`);
      }
    },
  },
  {
    id: 'identity/environment',
    rule: 'Each environment variable that a plugin reads belongs to an option and is named in capitals.',
    fix: 'Correct `environment` of defineProvider: `{ apiKey: "ACME_API_KEY" }`.',
    applies: ({ definition }) => definition.environment !== undefined || 'The plugin reads no environment variables.',
    async run({ definition }) {
      for (const variable of Object.values(definition.environment ?? {}).flat() as readonly unknown[]) {
        if (typeof variable === 'string' && /^[A-Z][A-Z0-9_]*$/.test(variable)) continue;
        throw new CaseFailure(`${JSON.stringify(variable)} is not the name of a variable.`);
      }
    },
  },
];
