/** The values of `thinking.type`. */
export type ThinkingType = 'adaptive' | 'enabled' | 'between_tools' | 'disabled';

/** The values of `effort`. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** The facts about a model, from the pages "Models overview" and "Troubleshooting thinking" of the service. */
export interface ModelFacts {
  readonly id: string;
  /** Names that mean the same model. */
  readonly aliases: readonly string[];
  readonly name: string;
  readonly line: string;
  /** Tokens. */
  readonly maxInput: number;
  /** Tokens. */
  readonly maxOutput: number;
  readonly thinking: readonly ThinkingType[];
  /** Whether it thinks if a request does not mention thinking. */
  readonly thinksByDefault: boolean;
  /** Whether thoughts come without their text unless a summary is requested. */
  readonly omitsThoughts: boolean;
  readonly efforts: readonly Effort[];
  /** Whether it takes `temperature`, `top_p` and `top_k` under version 2023-06-01. Under 2026-10-21 no model does. */
  readonly sampling: boolean;
  /** Whether a conversation may end with a turn of the model that it continues. */
  readonly prefill: boolean;
  /** Whether it takes `tool_choice` of the types `any` and `tool`. */
  readonly forcedTools: boolean;
  /** Whether it takes messages of the role `system` inside the conversation. */
  readonly systemTurns: boolean;
  readonly lifecycle: 'active' | 'deprecated';
}

const allEfforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** What models from 4.7 on have in common. */
const recent = {
  aliases: [],
  maxInput: 1_000_000,
  maxOutput: 128_000,
  thinksByDefault: true,
  omitsThoughts: true,
  efforts: allEfforts,
  sampling: false,
  prefill: false,
  forcedTools: true,
  systemTurns: true,
  lifecycle: 'active',
} as const;

/** What the 4.6 models have in common. */
const fourSix = {
  ...recent,
  thinksByDefault: false,
  omitsThoughts: false,
  thinking: ['adaptive', 'enabled', 'disabled'],
  efforts: ['low', 'medium', 'high', 'max'],
  sampling: true,
  systemTurns: false,
} as const;

/** What the 4.5 models have in common. */
const fourFive = {
  ...fourSix,
  maxInput: 200_000,
  maxOutput: 64_000,
  thinking: ['enabled', 'disabled'],
  efforts: [],
  prefill: true,
} as const;

const always: readonly ThinkingType[] = ['adaptive'];
const optional: readonly ThinkingType[] = ['adaptive', 'disabled'];

/** The models that the emulator offers, newest first. */
export const models: readonly ModelFacts[] = [
  { ...recent, id: 'claude-opus-5-5', name: 'Claude Opus 5.5', line: 'opus', thinking: always, forcedTools: false },
  {
    ...recent,
    id: 'claude-sonnet-5-5',
    name: 'Claude Sonnet 5.5',
    line: 'sonnet',
    thinking: ['adaptive', 'between_tools'],
    forcedTools: false,
  },
  { ...recent, id: 'claude-haiku-5-5', name: 'Claude Haiku 5.5', line: 'haiku', thinking: optional },
  { ...recent, id: 'claude-fable-5-1', name: 'Claude Fable 5.1', line: 'fable', thinking: always, forcedTools: false },
  { ...recent, id: 'claude-opus-5', name: 'Claude Opus 5', line: 'opus', thinking: optional },
  { ...recent, id: 'claude-sonnet-5', name: 'Claude Sonnet 5', line: 'sonnet', thinking: optional },
  {
    ...recent,
    id: 'claude-opus-4-8',
    name: 'Claude Opus 4.8',
    line: 'opus',
    thinking: optional,
    thinksByDefault: false,
  },
  {
    ...recent,
    id: 'claude-opus-4-7',
    name: 'Claude Opus 4.7',
    line: 'opus',
    thinking: optional,
    thinksByDefault: false,
    systemTurns: false,
  },
  { ...fourSix, id: 'claude-opus-4-6', name: 'Claude Opus 4.6', line: 'opus' },
  { ...fourSix, id: 'claude-sonnet-4-6', name: 'Claude Sonnet 4.6', line: 'sonnet' },
  {
    ...fourFive,
    id: 'claude-opus-4-5-20251101',
    aliases: ['claude-opus-4-5'],
    name: 'Claude Opus 4.5',
    line: 'opus',
    efforts: ['low', 'medium', 'high'],
    lifecycle: 'deprecated',
  },
  {
    ...fourFive,
    id: 'claude-sonnet-4-5-20250929',
    aliases: ['claude-sonnet-4-5'],
    name: 'Claude Sonnet 4.5',
    line: 'sonnet',
    lifecycle: 'deprecated',
  },
  {
    ...fourFive,
    id: 'claude-haiku-4-5-20251001',
    aliases: ['claude-haiku-4-5'],
    name: 'Claude Haiku 4.5',
    line: 'haiku',
  },
];

/** The model with a name; `undefined` if the emulator does not offer it. */
export function modelNamed(name: string): ModelFacts | undefined {
  return models.find(({ id, aliases }) => id === name || aliases.includes(name));
}
