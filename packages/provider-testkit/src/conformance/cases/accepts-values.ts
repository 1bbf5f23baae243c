import type { ChatParameters } from '@plugboard/core/provider';
import { acceptedParameters, otherParameters, sampleParameters } from '../../fixtures/sample-parameters.ts';
import { needsHttpAnswer } from '../applicability.ts';
import { CaseFailure, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import type { Ask } from '../stage/ask.ts';
import { hasText, holdsValue } from '../stage/body-holds.ts';
import { leavesOf } from '../stage/json-units.ts';
import { bodyUnlessRefused, sentBy, type Sent } from '../stage/request-checks.ts';
import type { CaseSubject } from '../subject.ts';

/** A value that a provider would lose if it tested for truth. */
interface Falsy {
  readonly what: string;
  /** A call with it, and with two other values. */
  readonly ask: (value: unknown) => Ask;
  readonly falsy: unknown;
  readonly others: readonly [unknown, unknown];
}

export const acceptsValuesCases: readonly SuiteCase[] = [
  {
    id: 'accepts/falsy-values',
    rule: '0, `false` and empty text are values: they reach the service, or the call is refused.',
    fix: 'Test for `undefined`, not for truth: use `??` instead of `||`.',
    after: ['answering/text'],
    unless: ['accepts/parameters', 'accepts/extra'],
    applies: needsHttpAnswer,
    async run(subject) {
      const all = falsyValues(subject);
      if (all.length === 0) {
        throw new NotJudged(
          '`accepts` names no parameter that is a number, and no key of `provider_options` whose type is known.',
        );
      }
      for (const one of all) await expectSent(subject, one);
    },
  },
  {
    id: 'accepts/whole-range',
    rule: 'A value reaches the service unchanged, or the call is refused, or the caller is warned.',
    fix: 'Do not clamp a number silently: throw `unsupported` with the limits of the service, or call `call.warn`.',
    after: ['accepts/parameters'],
    applies: (subject) => {
      const http = needsHttpAnswer(subject);
      return http === true ? farNames(subject).length > 0 || '`accepts` names no parameter that is a number.' : http;
    },
    async run(subject) {
      for (const name of farNames(subject)) await expectUnclamped(subject, name);
    },
  },
  {
    id: 'accepts/several-stop-words',
    rule: 'Several stop words reach the service as separate words, or the call is refused.',
    fix: 'Send the whole list `stop`. If the service takes fewer words, throw `unsupported`.',
    after: ['accepts/parameters'],
    applies: (subject) => {
      const http = needsHttpAnswer(subject);
      return http === true
        ? acceptedParameters(subject.accepts).includes('stop') || '`accepts` does not name `stop`.'
        : http;
    },
    async run(subject) {
      const words = ['Quokka-stop', 'Okapi, stop', 'Numbat-stop'];
      const sent = await sentBy(subject, { parameters: { stop: words } });
      const body = bodyUnlessRefused(sent, 'three stop words');
      if (body === undefined) return;
      for (const word of words) {
        expectThat(
          holdsWord(body, word),
          `The stop word ${JSON.stringify(word)} is missing in the request for the chat, or is part of a longer word.`,
        );
      }
    },
  },
];

/** Values near the limits of what callers may give. A service may take less; then the call has to say so. */
const farValues: Partial<Record<keyof ChatParameters, readonly [number, number]>> = {
  temperature: [1.31, 1.87],
  top_p: [0.003, 0.997],
  top_k: [1, 397],
  max_tokens: [3, 97_003],
  max_completion_tokens: [3, 97_003],
  seed: [1_900_000_007, 1_900_000_011],
  frequency_penalty: [-1.87, 1.79],
  presence_penalty: [-1.87, 1.79],
};

/** Fails if a value became another one on its way, and nobody was told. */
async function expectUnclamped(subject: CaseSubject, name: keyof ChatParameters): Promise<void> {
  const ask = (value: unknown): Promise<Sent> => sentBy(subject, { parameters: { [name]: value } });
  const usual = await ask(sampleParameters[name]);
  const seen = new Map<string, unknown>();
  for (const value of [sampleParameters[name], ...(farValues[name] ?? [])]) {
    const sent = value === sampleParameters[name] ? usual : await ask(value);
    if (sent.warnings.some((warning) => !usual.warnings.includes(warning))) continue;
    const body = bodyUnlessRefused(sent, `\`${name}: ${JSON.stringify(value)}\``);
    if (body === undefined || holdsValue(body, value)) continue;
    const text = Buffer.from(body).toString('latin1');
    expectThat(
      !seen.has(text),
      `With \`${name}: ${JSON.stringify(value)}\`, the request for the chat is the same as with ${JSON.stringify(seen.get(text))}.`,
    );
    seen.set(text, value);
  }
}

function farNames({ accepts }: CaseSubject): readonly (keyof ChatParameters)[] {
  return acceptedParameters(accepts).filter((name) => farValues[name] !== undefined);
}

function falsyValues({ accepts, fixtures }: CaseSubject): readonly Falsy[] {
  const numbers = acceptedParameters(accepts).filter((name) => typeof sampleParameters[name] === 'number');
  const recorded = Object.assign({}, ...fixtures.map(({ request }) => request.extra ?? {})) as Record<string, unknown>;
  const extra = accepts.extra === 'any' ? [] : (accepts.extra ?? []);
  return [
    ...numbers.map((name) => parameter(name)),
    ...extra.flatMap((name) => option(name, accepts.extraTypes?.[name] ?? typeof recorded[name])),
  ];
}

function parameter(name: keyof ChatParameters): Falsy {
  return {
    what: `\`${name}: 0\``,
    ask: (value) => ({ parameters: { [name]: value }, extra: {} }),
    falsy: 0,
    others: [sampleParameters[name], otherParameters[name]],
  };
}

function option(name: string, type: string): readonly Falsy[] {
  const values = { boolean: [false, true, true], number: [0, 7, 8], string: ['', 'okapi', 'quokka'] }[type];
  if (values === undefined) return [];
  const [falsy, ...others] = values;
  const ask = (value: unknown): Ask => ({ parameters: {}, extra: { [name]: value } });
  return [
    {
      what: `\`${name}: ${JSON.stringify(falsy)}\` of \`provider_options\``,
      ask,
      falsy,
      others: others as [unknown, unknown],
    },
  ];
}

/**
 * If values are sent unchanged, other values show the place where this one must be. Otherwise the request must differ from one without
 * a value, and from one with another value.
 */
async function expectSent(subject: CaseSubject, { what, ask, falsy, others }: Falsy): Promise<void> {
  const [first] = others;
  const [absent, other] = [await bodyOf(subject, { parameters: {}, extra: {} }), await bodyOf(subject, ask(first))];
  const sent = await bodyOf(subject, ask(falsy));
  // Refused, or in a format that the suite cannot read.
  if (sent === undefined || other === undefined || absent === undefined) return;
  const places = [...other].filter(([place, value]) => value === JSON.stringify(first) && absent.get(place) !== value);
  const [place] = places[0] ?? [];
  if (place !== undefined) {
    const seen = sent.get(place);
    if (seen === JSON.stringify(falsy)) return;
    throw new CaseFailure(
      `With ${what}, the request for the chat has ${seen ?? 'nothing'} at ${place}. Given ${JSON.stringify(first)}, it has that value there.`,
    );
  }
  expectThat(!same(sent, absent), `With ${what}, the request for the chat is the same as without it.`);
  expectThat(
    !same(sent, other),
    `With ${what}, the request for the chat is the same as with ${JSON.stringify(first)}.`,
  );
}

/** The values of a JSON body by their places; `undefined` if nothing was sent, or something else than JSON. */
async function bodyOf(subject: CaseSubject, ask: Ask): Promise<ReadonlyMap<string, string> | undefined> {
  const { body } = await sentBy(subject, ask);
  if (body === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(Buffer.from(body).toString());
    return new Map(leavesOf(json).map(([path, value]) => [path.join('.'), JSON.stringify(value)]));
  } catch {
    return undefined;
  }
}

function same(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return JSON.stringify([...one]) === JSON.stringify([...other]);
}

/** Whether a word is a value of its own, or is in quotes. */
function holdsWord(body: Uint8Array, word: string): boolean {
  const raw = Buffer.from(body).toString();
  try {
    const json: unknown = JSON.parse(raw);
    return leavesOf(json).some(([, value]) => value === word) || hasText(json, JSON.stringify(word));
  } catch {
    return raw.includes(encodeURIComponent(word)) || raw.includes(word);
  }
}
