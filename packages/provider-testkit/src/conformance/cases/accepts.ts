import type { ChatParameters } from '@plugboard/core/provider';
import { needsAnswer, needsHttpAnswer } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { holdsValue } from '../stage/body-holds.ts';
import { expectRefused, sentBy } from '../stage/request-checks.ts';
import type { CaseSubject } from '../subject.ts';

const sampleParameters: Required<ChatParameters> = {
  temperature: 0.37,
  top_p: 0.91,
  top_k: 17,
  max_tokens: 1_234,
  stop: ['Quokka-stop'],
  seed: 424_242,
  frequency_penalty: 0.53,
  presence_penalty: 0.47,
  reasoning_effort: 'high',
};

/** Other values, for a service that has words or numbers of its own. */
const otherParameters: Required<ChatParameters> = {
  temperature: 0.83,
  top_p: 0.29,
  top_k: 41,
  max_tokens: 2_345,
  stop: ['Okapi-stop'],
  seed: 171_717,
  frequency_penalty: 0.11,
  presence_penalty: 0.89,
  reasoning_effort: 'low',
};

const names = Object.keys(sampleParameters) as (keyof ChatParameters)[];

export const acceptsCases: readonly SuiteCase[] = [
  {
    id: 'accepts/parameters',
    rule: 'Each parameter that `accepts` names reaches the service.',
    fix: 'Send it, or take it out of `accepts.parameters`: then core refuses it.',
    after: ['answering/text', 'identity/accepts-names'],
    applies: (subject) => {
      const http = needsHttpAnswer(subject);
      if (http !== true) return http;
      return namedParameters(subject).length > 0 || '`accepts` names no parameter.';
    },
    async run(subject) {
      for (const name of namedParameters(subject)) {
        const [value, other] = [sampleParameters[name], otherParameters[name]];
        const { body } = await sentBy(subject, { parameters: { [name]: value } });
        if (body !== undefined && holdsValue(body, value)) continue;
        const [first, second] = [JSON.stringify(value), JSON.stringify(other)];
        expectThat(
          body !== undefined && (await tellsApart(subject, name)),
          `\`${name}\`: the request for the chat does not hold ${first}, and is the same with ${second}.`,
        );
      }
    },
  },
  {
    id: 'accepts/other-parameters',
    rule: 'A parameter that `accepts` does not name is refused before anything is sent.',
    fix: 'Let `accepts.parameters` be a plain array with the names that the service understands.',
    after: ['identity/accepts-names'],
    applies: (subject) => {
      const answer = needsAnswer(subject);
      if (answer !== true) return answer;
      return names.some((name) => !namedParameters(subject).includes(name)) || '`accepts` names all parameters.';
    },
    async run(subject) {
      const named = namedParameters(subject);
      for (const name of names.filter((one) => !named.includes(one))) {
        await expectRefused(subject, { parameters: { [name]: sampleParameters[name] } }, name);
      }
    },
  },
  {
    id: 'accepts/extra',
    rule: 'Each key of `provider_options` that `accepts` names reaches the service.',
    fix: 'Send it, or take it out of `accepts.extra`.',
    after: ['answering/text'],
    applies: (subject) => {
      const http = needsHttpAnswer(subject);
      if (http !== true) return http;
      const { extra } = subject.accepts;
      return (
        (extra !== undefined && extra !== 'any' && extra.length > 0) || '`accepts` names no key of `provider_options`.'
      );
    },
    async run(subject) {
      const { extra } = subject.accepts;
      const { body: plain } = await sentBy(subject, {});
      for (const name of extra === undefined || extra === 'any' ? [] : extra) {
        const recorded = subject.fixtures
          .map(({ request }) => request.extra?.[name])
          .find((value) => value !== undefined);
        const type = subject.accepts.extraTypes?.[name];
        const samples = [recorded, true, false, 'okapi', 7, ['okapi'], { okapi: 7 }].filter(
          (value) => value !== undefined && (type === undefined || typeof value === type),
        );
        let sent = false;
        for (const value of samples) {
          const { body } = await sentBy(subject, { extra: { [name]: value } });
          sent ||= body !== undefined && !Buffer.from(body).equals(Buffer.from(plain ?? []));
          if (sent) break;
        }
        expectThat(sent, `\`${name}\` changes nothing in the request for the chat.`);
      }
    },
  },
  {
    id: 'accepts/other-extra',
    rule: 'A key of `provider_options` that `accepts` does not name is refused before anything is sent.',
    fix: 'Let `accepts.extra` be a plain array with the keys that the service understands, or `any`.',
    applies: (subject) => {
      const answer = needsAnswer(subject);
      if (answer !== true) return answer;
      return subject.accepts.extra !== 'any' || '`accepts.extra` is `any`.';
    },
    async run(subject) {
      await expectRefused(subject, { extra: { quagga_option: true } }, 'provider_options with an unknown key');
    },
  },
];

/** Whether two values lead to two bodies, and one value to one. */
async function tellsApart(subject: CaseSubject, name: keyof ChatParameters): Promise<boolean> {
  const bodies: string[] = [];
  for (const { [name]: value } of [sampleParameters, otherParameters, sampleParameters]) {
    const { body } = await sentBy(subject, { parameters: { [name]: value } });
    bodies.push(Buffer.from(body ?? []).toString('latin1'));
  }
  const [first, other, again] = bodies;
  return other !== '' && first !== other && first === again;
}

function namedParameters({ accepts }: CaseSubject): readonly (keyof ChatParameters)[] {
  return [...(accepts.parameters ?? [])].filter((name) => names.includes(name));
}
