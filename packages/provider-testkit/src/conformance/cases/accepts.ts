import type { ChatParameters } from '@plugboard/core/provider';
import { both, mainFixture, mediaFixture, needsAnswer, needsHttpAnswer, needsMedia } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import {
  acceptedParameters,
  otherParameters,
  parameterNames,
  sampleParameters,
} from '../../fixtures/sample-parameters.ts';
import { holdsValue } from '../stage/body-holds.ts';
import { sampleFile } from '../stage/sample-file.ts';
import type { Ask } from '../stage/ask.ts';
import { bodyOf, expectRefused, sentBy, type Sent } from '../stage/request-checks.ts';
import { sampleTools } from '../stage/sample-tools.ts';
import type { CaseSubject } from '../subject.ts';

/** Core passes on the one that the provider names. */
const namesOfOneThing: readonly string[] = ['max_tokens', 'max_completion_tokens'];

export const acceptsCases: readonly SuiteCase[] = [
  {
    id: 'accepts/parameters',
    rule: 'Each parameter that `accepts` names reaches the service.',
    fix: 'Send it, or take it out of `accepts.parameters`: then core refuses it.',
    after: ['answering/text', 'identity/accepts-names'],
    applies: (subject) => {
      const http = needsHttpAnswer(subject);
      if (http !== true) return http;
      return acceptedParameters(subject.accepts).length > 0 || '`accepts` names no parameter.';
    },
    async run(subject) {
      for (const name of acceptedParameters(subject.accepts)) {
        const [value, other] = [sampleParameters[name], otherParameters[name]];
        const [first, second] = [JSON.stringify(value), JSON.stringify(other)];
        const body = bodyOf(await sentBy(subject, askFor(subject, name, value)), `\`${name}: ${first}\``);
        // Many bodies contain a `true` anyway.
        if (typeof value !== 'boolean' && holdsValue(body, value)) continue;
        expectThat(
          await tellsApart(subject, name),
          `\`${name}\`: the request for the chat does not hold ${first}, and is the same with ${second}.`,
        );
      }
    },
  },
  {
    id: 'accepts/other-parameters',
    rule: 'A parameter that `accepts` does not name is refused before anything is sent.',
    fix: 'Let `accepts.parameters` be a plain array with the names that the service understands, or `any`.',
    after: ['identity/accepts-names'],
    applies: (subject) => {
      const answer = needsAnswer(subject);
      if (answer !== true) return answer;
      return unnamedParameters(subject).length > 0 || '`accepts` names all parameters.';
    },
    async run(subject) {
      for (const name of unnamedParameters(subject)) {
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
      if (extraNames(subject).length > 0) return true;
      return subject.accepts.extra === 'any'
        ? 'The provider takes any key of `provider_options`, and no fixture has one.'
        : '`accepts` names no key of `provider_options`.';
    },
    async run(subject) {
      const plain = Buffer.from(bodyOf(await sentBy(subject, {}), 'no key of `provider_options`'));
      for (const name of extraNames(subject)) {
        const recorded = subject.fixtures
          .map(({ request }) => request.extra?.[name])
          .find((value) => value !== undefined);
        const type = subject.accepts.extraTypes?.[name];
        const samples = [recorded, true, false, 'okapi', 7, ['okapi'], { okapi: 7 }].filter(
          (value) => value !== undefined && (type === undefined || typeof value === type),
        );
        let isSent = false;
        let last: Sent | undefined;
        for (const value of samples) {
          const sent = await sentBy(subject, { extra: { [name]: value } });
          isSent = sent.body !== undefined && !plain.equals(sent.body);
          if (isSent) break;
          // A value that was sent says more than one that was refused.
          last = last?.body === undefined ? sent : last;
        }
        if (!isSent && last !== undefined) bodyOf(last, `each value of \`${name}\` that was tried`);
        expectThat(isSent, `\`${name}\` changes nothing in the request for the chat.`);
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
  {
    id: 'accepts/image-detail',
    rule: 'The `detail` of an image reaches a service that accepts it.',
    fix: 'Send `detail` of an image, or leave `imageDetail` out of `accepts`: then core refuses it.',
    after: ['media/bytes-arrive', 'media/reference-arrives'],
    applies: both(needsHttpAnswer, needsMedia, ({ accepts }) => {
      return accepts.imageDetail === true || '`accepts` has no `imageDetail`.';
    }),
    async run(subject) {
      const low = await chatWithDetail(subject, 'low');
      const high = await chatWithDetail(subject, 'high');
      expectThat(
        low !== high && low === (await chatWithDetail(subject, 'low')),
        'The request for the chat is the same with `low` and with `high`.',
      );
    },
  },
];

/** The body of the chat in which an image is to be looked at like this. */
async function chatWithDetail(subject: CaseSubject, detail: 'low' | 'high'): Promise<string> {
  const fixture = mediaFixture(subject) ?? mainFixture(subject);
  const url = new File([sampleFile('image', 'detail')], 'detail.png');
  await using stage = await subject.open(fixture);
  const content = [{ type: 'image_url', image_url: { url, detail } }] as const;
  const outcome = await subject.ask(stage, fixture, { messages: [{ role: 'user', content }] });
  const body = bodyOf({ body: stage.service.chat?.body, outcome }, `\`detail: '${detail}'\``);
  return Buffer.from(body).toString('latin1');
}

/** Calls with a parameter. `parallel_tool_calls` means nothing without a tool, and services then refuse it. */
function askFor({ accepts }: CaseSubject, name: keyof ChatParameters, value: unknown): Ask {
  const tools = name === 'parallel_tool_calls' && accepts.tools === true ? { tools: sampleTools } : {};
  return { parameters: { [name]: value }, ...tools };
}

/** The keys of `provider_options` that are known: those that are declared or, where all are taken, those of the fixtures. */
function extraNames({ accepts: { extra = [] }, fixtures }: CaseSubject): readonly string[] {
  const recorded = fixtures.flatMap(({ request }) => Object.keys(request.extra ?? {}));
  return extra === 'any' ? [...new Set(recorded)] : extra;
}

/** Whether two values lead to two bodies, and one value to one. */
async function tellsApart(subject: CaseSubject, name: keyof ChatParameters): Promise<boolean> {
  const bodies: string[] = [];
  for (const { [name]: value } of [sampleParameters, otherParameters, sampleParameters]) {
    const body = bodyOf(await sentBy(subject, askFor(subject, name, value)), `\`${name}: ${JSON.stringify(value)}\``);
    bodies.push(Buffer.from(body).toString('latin1'));
  }
  const [first, other, again] = bodies;
  return first !== other && first === again;
}

function unnamedParameters(subject: CaseSubject): readonly (keyof ChatParameters)[] {
  const named: readonly string[] = acceptedParameters(subject.accepts);
  const known = named.some((name) => namesOfOneThing.includes(name)) ? [...named, ...namesOfOneThing] : named;
  return parameterNames.filter((name) => !known.includes(name));
}
