import type { JsonObject, ResponseFormat } from '@plugboard/core/provider';
import { needsAnswer, needsHttpAnswer } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { bodyHolds } from '../stage/body-holds.ts';
import { bodyOf, expectRefused, sentBy, type Sent } from '../stage/request-checks.ts';
import { sampleForm } from '../stage/sample-tools.ts';
import { openObjects, otherSchemas, wholeSchema } from '../stage/sample-schemas.ts';
import type { CaseSubject } from '../subject.ts';

const forms: readonly ResponseFormat[] = [{ type: 'json_object' }, sampleForm];

/** Keywords that a service may write in another way, or may not have. */
const dialect: ReadonlySet<string> = new Set([
  'additionalProperties',
  'enum',
  'items',
  'properties',
  'required',
  'type',
]);

const needsForm = (type: ResponseFormat['type']) => (subject: CaseSubject) => {
  const http = needsHttpAnswer(subject);
  return http === true ? knows(subject, type) || `\`accepts.responseFormat\` does not name ${type}.` : http;
};

export const formatsCases: readonly SuiteCase[] = [
  {
    id: 'formats/schema',
    rule: 'A response format reaches the service with every name, value and description of its schema.',
    fix: 'Send `request.response_format.json_schema.schema` as it is or in the words of the service, or take `json_schema` out of `accepts.responseFormat`.',
    after: ['answering/text'],
    applies: needsForm('json_schema'),
    async run(subject) {
      const body = bodyOf(await sentBy(subject, { response_format: sampleForm }), 'a schema');
      const missing = wordsOf(sampleForm.json_schema.schema).find((word) => !bodyHolds(body, word));
      expectThat(
        missing === undefined,
        `The request for the chat does not have ${JSON.stringify(missing)} of the schema.`,
      );
    },
  },
  {
    id: 'formats/schema-words',
    rule: 'Each word of a schema counts: two schemas that differ do not become one request.',
    fix: 'Translate every keyword at every depth: what is required, the words of an enum, items, what else may be there. Throw `unsupported`, or call `call.warn`, for one that the service does not have.',
    after: ['formats/schema'],
    applies: needsForm('json_schema'),
    async run(subject) {
      const sent = (schema: JsonObject): Promise<Sent> =>
        sentBy(subject, { response_format: { ...sampleForm, json_schema: { ...sampleForm.json_schema, schema } } });
      const plain = await sent(wholeSchema);
      const whole = Buffer.from(bodyOf(plain, 'a schema'));
      for (const [what, schema] of otherSchemas) {
        const other = await sent(schema);
        if (other.body === undefined && other.outcome.error?.code === 'unsupported') continue;
        if (other.warnings.some((warning) => !plain.warnings.includes(warning))) continue;
        const body = bodyOf(other, what);
        // A service that knows only closed objects gives answers that fit an open schema as well.
        if (what === openObjects && bodyHolds(body, '"additionalProperties":false') && whole.equals(body)) continue;
        expectThat(!whole.equals(body), `The request for the chat is the same with ${what}.`);
      }
    },
  },
  {
    id: 'formats/json-object',
    rule: 'The response format `json_object` reaches the service.',
    fix: 'Send it, or take `json_object` out of `accepts.responseFormat`.',
    after: ['answering/text'],
    applies: needsForm('json_object'),
    async run(subject) {
      const plain = Buffer.from(bodyOf(await sentBy(subject, {}), 'no `response_format`'));
      const asked = await sentBy(subject, { response_format: { type: 'json_object' } });
      expectThat(
        !plain.equals(bodyOf(asked, '`json_object`')),
        '`response_format` changes nothing in the request for the chat.',
      );
    },
  },
  {
    id: 'formats/not-declared',
    rule: 'A response format that `accepts` does not name is refused before anything is sent.',
    fix: 'Let `accepts.responseFormat` be a plain array with the formats that the service knows.',
    applies: (subject) => {
      const answer = needsAnswer(subject);
      if (answer !== true) return answer;
      return forms.some(({ type }) => !knows(subject, type)) || '`accepts.responseFormat` names every format.';
    },
    async run(subject) {
      for (const form of forms.filter(({ type }) => !knows(subject, type))) {
        await expectRefused(subject, { response_format: form }, `response_format ${form.type}`);
      }
    },
  },
];

/** The words of a schema that must arrive in any dialect: names of properties, limits and texts. */
function wordsOf(schema: unknown): readonly string[] {
  if (typeof schema === 'string') return [schema];
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(wordsOf);
  return Object.entries(schema).flatMap(([name, value]) => [
    ...(dialect.has(name) ? [] : [name]),
    ...(name === 'type' ? [] : wordsOf(value)),
  ]);
}

function knows({ accepts }: CaseSubject, type: ResponseFormat['type']): boolean {
  // The list may have an `includes` of its own. Only its entries count.
  return [...(accepts.responseFormat ?? [])].some((known) => known === type);
}
