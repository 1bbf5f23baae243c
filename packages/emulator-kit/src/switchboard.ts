import type { PhaseSwitches, SwitchesOf } from './switches.ts';

/** The switches of all phases. */
export type Settings<Scenario> = { readonly [Phase in keyof Scenario]-?: SwitchesOf<Scenario, Phase> };

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Queues<Scenario> = { readonly [Phase in keyof Scenario]-?: SwitchesOf<Scenario, Phase>[] };

/** The current switches, and those that wait for one request each. */
export class Switchboard<Scenario extends { readonly [Phase in keyof Scenario]: PhaseSwitches | undefined }> {
  readonly #none: Settings<Scenario>;
  readonly #start: Scenario;
  #settings: Settings<Scenario>;
  /** How often each fault has been used. Setting a fault again makes a new object. */
  readonly #failed = new WeakMap<object, number>();
  #queues: Queues<Scenario>;

  /**
   * @param none - Every phase, without switches.
   * @param start - What `reset` goes back to.
   */
  constructor(none: Settings<Scenario>, start: Scenario) {
    this.#none = none;
    this.#start = start;
    this.#settings = mergedSettings(none, start);
    this.#queues = emptyQueues(none);
  }

  set(scenario: Scenario): void {
    this.#settings = mergedSettings(this.#settings, scenario);
  }

  queue<Phase extends keyof Scenario>(phase: Phase, switches: SwitchesOf<Scenario, Phase>): void {
    this.#queues[phase].push(switches);
  }

  reset(): void {
    this.#settings = mergedSettings(this.#none, this.#start);
    this.#queues = emptyQueues(this.#none);
  }

  /** The current switches, without using up those that wait. */
  peek<Phase extends keyof Scenario>(phase: Phase): SwitchesOf<Scenario, Phase> {
    return this.#settings[phase];
  }

  /** The switches for one request. Uses up the first of those that wait. */
  take<Phase extends keyof Scenario>(phase: Phase): SwitchesOf<Scenario, Phase> {
    const switches = { ...this.#settings[phase], ...this.#queues[phase].shift() };
    const { fail, failures } = switches;
    if (fail === undefined || failures === undefined) return switches;
    const done = this.#failed.get(fail) ?? 0;
    this.#failed.set(fail, done + 1);
    return done < failures ? switches : { ...switches, fail: undefined };
  }
}

/** Merges switches, phase by phase. If a switch is set twice, the last value counts. */
export function mergedSettings<Scenario extends { readonly [Phase in keyof Scenario]: PhaseSwitches | undefined }>(
  settings: Settings<Scenario>,
  scenario: Scenario,
): Settings<Scenario> {
  const merged: Writable<Settings<Scenario>> = { ...settings };
  for (const phase of phasesOf(settings)) merged[phase] = { ...settings[phase], ...scenario[phase] };
  return merged;
}

function phasesOf<Scenario>(settings: Settings<Scenario>): readonly (keyof Scenario)[] {
  return Object.keys(settings) as (keyof Scenario)[];
}

function emptyQueues<Scenario>(settings: Settings<Scenario>): Queues<Scenario> {
  return Object.fromEntries(phasesOf(settings).map((phase) => [phase, []])) as unknown as Queues<Scenario>;
}
