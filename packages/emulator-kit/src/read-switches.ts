import { readFileSync } from 'node:fs';
import { isJsonObject } from './json-fields.ts';
import type { PhaseSwitches, StreamSwitches, SwitchesOf } from './switches.ts';

/** The names of all switches, by phase, so that a misspelled one is reported instead of ignored. */
export type SwitchNames<Scenario> = {
  readonly [Phase in keyof Scenario]-?: Readonly<Record<keyof SwitchesOf<Scenario, Phase>, true>>;
};

/** The names as keys. */
export function named<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, true>> {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<Name, true>;
}

/** Names of {@link PhaseSwitches}. */
export const phaseSwitchNames: Readonly<Record<keyof PhaseSwitches, true>> = named([
  'fail',
  'failures',
  'firstByteDelayMs',
  'reset',
]);

/** Names of {@link StreamSwitches}. */
export const streamSwitchNames: Readonly<Record<keyof StreamSwitches, true>> = named([
  'delayMs',
  'repeatEvents',
  'endAfterEvents',
  'resetAfterEvents',
  'stallAfterEvents',
  'errorAfterEvents',
  'errorBody',
  'unknownEvents',
  'heartbeats',
  'bytesPerWrite',
  'lineEnding',
  'keepOpen',
]);

/** Reads switches from JSON, or from a file with JSON. Throws an `Error` that names an unknown phase or switch. */
export function readSwitches<Scenario>(given: string, names: SwitchNames<Scenario>): Scenario {
  const known = new Map<string, object>(Object.entries(names));
  const text = given.trimStart().startsWith('{') ? given : readFileSync(given, 'utf8');
  const scenario = parse(text);
  for (const [phase, switches] of Object.entries(scenario)) {
    const allowed = known.get(phase);
    if (allowed === undefined)
      throw new Error(`--switches has no phase ${phase}; the phases are ${[...known.keys()].join(', ')}.`);
    if (!isJsonObject(switches)) throw new Error(`--switches: ${phase} must be an object of switches.`);
    const unknown = Object.keys(switches).find((name) => !Object.hasOwn(allowed, name));
    if (unknown === undefined) continue;
    throw new Error(`${phase} has no switch ${unknown}; its switches are ${Object.keys(allowed).join(', ')}.`);
  }
  return scenario as Scenario;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('--switches is not valid JSON.');
  }
  if (!isJsonObject(value)) throw new Error('--switches must be a JSON object, such as {"chat":{"json":true}}.');
  return value;
}
