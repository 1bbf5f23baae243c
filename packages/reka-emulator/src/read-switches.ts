import { readFileSync } from 'node:fs';
import { isJsonObject } from './json-fields.ts';
import type { RekaPhase, RekaScenario } from './scenario.ts';

const inEachPhase = ['fail', 'failures', 'firstByteDelayMs', 'reset'] as const;

/** Every switch by name, so that a slip in a command line is told and not ignored. */
const switchNames: { readonly [Phase in RekaPhase]: Readonly<Record<keyof NonNullable<RekaScenario[Phase]>, true>> } = {
  auth: {
    ...named(inEachPhase),
    ...named(['answer', 'tokenKey', 'opaqueToken', 'chunkedCookie', 'rollCookie', 'movedTo']),
  },
  upload: { ...named(inEachPhase), ...named(['keys', 'maxBytes']) },
  chat: {
    ...named(inEachPhase),
    ...named([
      'answer',
      'snapshots',
      'delayMs',
      'leadingSpace',
      'separatorLeak',
      'repeatEvents',
      'json',
      'finishReason',
    ]),
    ...named(['metadata', 'retrievedChunks', 'reasoning', 'searchResults', 'endAfterEvents', 'resetAfterEvents']),
    ...named(['stallAfterEvents', 'errorAfterEvents', 'errorBody', 'unknownEvents', 'heartbeats', 'bytesPerWrite']),
    ...named([
      'lineEnding',
      'done',
      'keepOpen',
      'strictAlternation',
      'mediaOnFirstTurnOnly',
      'cumulative',
      'usageNames',
    ]),
  },
  models: { ...named(inEachPhase), ...named(['form']) },
};

/** Switches from JSON, or from a file with JSON. Throws an `Error` that names a phase or switch that does not exist. */
export function readSwitches(given: string): RekaScenario {
  const text = given.trimStart().startsWith('{') ? given : readFileSync(given, 'utf8');
  const scenario = parse(text);
  for (const [phase, switches] of Object.entries(scenario)) {
    if (!isPhase(phase))
      throw new Error(`--switches has no phase ${phase}; it has ${Object.keys(switchNames).join(', ')}.`);
    if (!isJsonObject(switches)) throw new Error(`--switches: ${phase} is an object of switches.`);
    const unknown = Object.keys(switches).find((name) => !Object.hasOwn(switchNames[phase], name));
    if (unknown === undefined) continue;
    throw new Error(`${phase} has no switch ${unknown}; it has ${Object.keys(switchNames[phase]).join(', ')}.`);
  }
  return scenario;
}

/** Several scenarios as one; of a switch that is set twice the last one counts. */
export function mergedScenarios(...scenarios: readonly RekaScenario[]): RekaScenario {
  return scenarios.reduce<RekaScenario>(
    (merged, { auth, upload, chat, models }) => ({
      auth: { ...merged.auth, ...auth },
      upload: { ...merged.upload, ...upload },
      chat: { ...merged.chat, ...chat },
      models: { ...merged.models, ...models },
    }),
    {},
  );
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('--switches is no JSON.');
  }
  if (!isJsonObject(value)) throw new Error('--switches is a JSON object, such as {"chat":{"json":true}}.');
  return value;
}

function isPhase(name: string): name is RekaPhase {
  return Object.hasOwn(switchNames, name);
}

function named<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, true>> {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<Name, true>;
}
