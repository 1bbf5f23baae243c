/** The facts about a model on which requests depend. Source: the pages "Models overview" and "Troubleshooting thinking". */
export interface ModelFacts {
  /** The most tokens of an answer. */
  readonly maxOutput: number;
  /** How thinking is requested: by an effort, or by a budget of tokens. */
  readonly thinks: 'adaptive' | 'budget' | 'never';
  /** The least that it thinks. */
  readonly least: 'disabled' | 'between_tools' | 'adaptive';
  /** The efforts that it supports, from the least on. */
  readonly efforts: readonly string[];
  /** Whether it can be forced to call a tool. */
  readonly forcedTools: boolean;
  /** Whether system messages may be between other turns. */
  readonly systemTurns: boolean;
  /** Whether it continues an assistant message at the end of the conversation. */
  readonly prefill: boolean;
}

const newest: ModelFacts = {
  maxOutput: 128_000,
  thinks: 'adaptive',
  least: 'disabled',
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  forcedTools: true,
  systemTurns: true,
  prefill: false,
};

const budget: ModelFacts = {
  ...newest,
  maxOutput: 64_000,
  thinks: 'budget',
  efforts: [],
  systemTurns: false,
  prefill: true,
};

/** The first matching pattern counts. */
const families: readonly (readonly [name: RegExp, facts: ModelFacts])[] = [
  [/^claude-3-7/, budget],
  [/^claude-3-5/, { ...budget, maxOutput: 8_192, thinks: 'never' }],
  [/^claude-3/, { ...budget, maxOutput: 4_096, thinks: 'never' }],
  [/^claude-opus-4-(?:0|1|\d{8})(?!\d)/, { ...budget, maxOutput: 32_000 }],
  [/^claude-(?:opus|sonnet|haiku)-4-(?:[0-5]|\d{8})(?!\d)/, budget],
  [
    /^claude-(?:opus|sonnet|haiku)-4-6(?!\d)/,
    { ...newest, efforts: ['low', 'medium', 'high', 'max'], systemTurns: false },
  ],
  [/^claude-opus-4-7(?!\d)/, { ...newest, systemTurns: false }],
  [/^claude-opus-5-5(?!\d)/, { ...newest, least: 'adaptive', forcedTools: false }],
  [/^claude-sonnet-5-5(?!\d)/, { ...newest, least: 'between_tools', forcedTools: false }],
  [/^claude-(?:fable|mythos)/, { ...newest, least: 'adaptive', forcedTools: false }],
];

/** The facts about a model. An unknown model is treated like the newest ones. */
export function factsOf(model: string): ModelFacts {
  return families.find(([name]) => name.test(model))?.[1] ?? newest;
}
