/**
 * The facts about a model on which requests depend. Source: the pages "Gemini thinking", "Thought signatures", "What's new in Gemini 3.6
 * Flash and 3.5 Flash-Lite" and "Gemma on the Gemini API".
 */
export interface ModelFacts {
  /** How thinking is requested: by a level, or by a token budget. */
  readonly thinks: 'level' | 'budget' | 'never';
  /** The levels that it supports, from the least on. */
  readonly levels: readonly string[];
  /** The smallest budget, in tokens. 0: thinking can be turned off. */
  readonly leastBudget: number;
  /** The largest budget, in tokens. */
  readonly mostBudget: number;
  /** Whether the first call of a turn must have a signature. */
  readonly signedCalls: boolean;
  /** Whether it takes tools and a response format in one request. */
  readonly toolsWithFormat: boolean;
  /** Whether results of tools may have files. */
  readonly filesInResults: boolean;
  /** Whether it takes system instructions. */
  readonly system: boolean;
  /** Whether it continues an assistant message at the end of the conversation. */
  readonly prefill: boolean;
  /** Whether `temperature`, `topP` and `topK` have an effect. Newer models accept and ignore them. */
  readonly sampling: boolean;
}

const newest: ModelFacts = {
  thinks: 'level',
  levels: ['minimal', 'low', 'medium', 'high'],
  leastBudget: 0,
  mostBudget: 24_576,
  signedCalls: true,
  toolsWithFormat: true,
  filesInResults: true,
  system: true,
  prefill: false,
  sampling: false,
};

/** Gemini 3 up to 3.5 Flash. */
const third: ModelFacts = { ...newest, prefill: true, sampling: true };

const second: ModelFacts = {
  ...third,
  thinks: 'budget',
  levels: [],
  signedCalls: false,
  toolsWithFormat: false,
  filesInResults: false,
};

const withoutThoughts: ModelFacts = { ...second, thinks: 'never' };

/** The first matching pattern counts. */
const families: readonly (readonly [name: RegExp, facts: ModelFacts])[] = [
  [/^gemma-/, { ...withoutThoughts, system: false }],
  [/^gemini-(?:1|2\.0)/, withoutThoughts],
  [/^gemini-2\.5.*-(?:image|tts)/, withoutThoughts],
  [/^gemini-2\.5-pro/, { ...second, leastBudget: 128, mostBudget: 32_768 }],
  [/^gemini-2/, second],
  [/^gemini-3-pro/, { ...third, levels: ['low', 'high'] }],
  [/^gemini-(?:3(?:\.1)?-pro|pro-latest)/, { ...third, levels: ['low', 'medium', 'high'] }],
  [/^gemini-3(?:\.1)?-|^gemini-3\.5-flash(?!-lite)/, third],
  [/^gemini-.*\bpro\b/, { ...newest, levels: ['low', 'medium', 'high'] }],
];

/** The facts about a model. An unknown model is treated like the newest ones. */
export function factsOf(model: string): ModelFacts {
  return families.find(([name]) => name.test(model))?.[1] ?? newest;
}
