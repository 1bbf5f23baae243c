import type { RekaFault, RekaPhase, RekaScenario, SwitchesOf } from './scenario.ts';

type Settings = { readonly [Phase in RekaPhase]: SwitchesOf<Phase> };

/** The switches as they stand, and those that wait for one request each. */
export class Switchboard {
  readonly #start: RekaScenario;
  #settings: Settings;
  /** How often each fault has been used; one that is set anew is another object. */
  readonly #failed = new WeakMap<RekaFault, number>();
  #queues: { readonly [Phase in RekaPhase]: SwitchesOf<Phase>[] };

  constructor(start: RekaScenario) {
    this.#start = start;
    this.#settings = merged(noSettings, start);
    this.#queues = { auth: [], upload: [], chat: [], models: [] };
  }

  set(scenario: RekaScenario): void {
    this.#settings = merged(this.#settings, scenario);
  }

  queue<Phase extends RekaPhase>(phase: Phase, switches: SwitchesOf<Phase>): void {
    this.#queues[phase].push(switches);
  }

  reset(): void {
    this.#settings = merged(noSettings, this.#start);
    this.#queues = { auth: [], upload: [], chat: [], models: [] };
  }

  /** As they stand, without using up what waits. */
  peek<Phase extends RekaPhase>(phase: Phase): SwitchesOf<Phase> {
    return this.#settings[phase];
  }

  /** For one request: what waits in front is used up. */
  take<Phase extends RekaPhase>(phase: Phase): SwitchesOf<Phase> {
    const switches = { ...this.#settings[phase], ...this.#queues[phase].shift() };
    const { fail, failures } = switches;
    if (fail === undefined || failures === undefined) return switches;
    const done = this.#failed.get(fail) ?? 0;
    this.#failed.set(fail, done + 1);
    return done < failures ? switches : { ...switches, fail: undefined };
  }
}

const noSettings: Settings = { auth: {}, upload: {}, chat: {}, models: {} };

function merged(settings: Settings, scenario: RekaScenario): Settings {
  return {
    auth: { ...settings.auth, ...scenario.auth },
    upload: { ...settings.upload, ...scenario.upload },
    chat: { ...settings.chat, ...scenario.chat },
    models: { ...settings.models, ...scenario.models },
  };
}
