/** How thinking is requested of a model. */
export type ThinkingControl = 'level' | 'budget' | 'none';

/** The facts about a model, from the public pages of the service. */
export interface ModelFacts {
  /** Without `models/`. */
  readonly id: string;
  /** Names that mean the same model, on `v1beta` only. */
  readonly aliases: readonly string[];
  readonly name: string;
  /** Tokens. */
  readonly maxInput: number;
  /** Tokens. */
  readonly maxOutput: number;
  readonly thinking: ThinkingControl;
  /** The smallest budget, in tokens. 0: thinking can be turned off. */
  readonly leastBudget: number;
  /** Whether calls must come back with their signatures. */
  readonly signatures: boolean;
  /** Whether it takes tools and a response format in one request. */
  readonly toolsWithFormat: boolean;
  readonly tools: boolean;
  readonly system: boolean;
  /** Whether it answers with pictures. */
  readonly images: boolean;
  /** Whether it continues a turn of the model that ends the conversation. */
  readonly prefill: boolean;
}

const three = {
  aliases: [],
  maxInput: 1_048_576,
  maxOutput: 65_536,
  thinking: 'level',
  leastBudget: 0,
  signatures: true,
  toolsWithFormat: true,
  tools: true,
  system: true,
  images: false,
  prefill: false,
} as const;

const twoFive = { ...three, thinking: 'budget', signatures: false, toolsWithFormat: false, prefill: true } as const;

/** The models that the emulator offers. */
export const models: readonly ModelFacts[] = [
  { ...three, id: 'gemini-3.8-flash', name: 'Gemini 3.8 Flash', aliases: ['gemini-flash-latest'] },
  { ...three, id: 'gemini-3.1-pro-preview', name: 'Gemini 3.1 Pro', aliases: ['gemini-pro-latest'], prefill: true },
  { ...twoFive, id: 'gemini-2.5-pro', name: 'Gemini 2.5 Pro', leastBudget: 128 },
  { ...twoFive, id: 'gemini-2.5-flash', name: 'Gemini 2.5 Flash' },
  {
    ...twoFive,
    id: 'gemini-2.5-flash-image',
    name: 'Gemini 2.5 Flash Image',
    maxInput: 32_768,
    maxOutput: 32_768,
    thinking: 'none',
    tools: false,
    images: true,
  },
  {
    ...twoFive,
    id: 'gemma-3-27b-it',
    name: 'Gemma 3 27B',
    maxInput: 131_072,
    maxOutput: 8_192,
    thinking: 'none',
    tools: false,
    system: false,
  },
];

/** The model with a name, with or without `models/`; `undefined` if this version of the API does not have it. */
export function modelNamed(name: string, version: string): ModelFacts | undefined {
  const id = name.replace(/^models\//, '');
  return models.find((model) => model.id === id || (version === 'v1beta' && model.aliases.includes(id)));
}
