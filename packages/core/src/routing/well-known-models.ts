/** A plugin of this project that serves a family of models. */
interface KnownPlugin {
  readonly plugin: string;
  readonly package: string;
  /** How it serves the family, when that takes more than installing it. */
  readonly how?: string | undefined;
}

const reka: KnownPlugin = { plugin: 'reka', package: '@plugboard/provider-reka' };
const openai: KnownPlugin = { plugin: 'openai', package: '@plugboard/provider-openai' };
const compatible: KnownPlugin = {
  ...openai,
  how: 'with the `baseUrl` of an OpenAI-compatible endpoint that serves it',
};

const families: readonly (readonly [RegExp, KnownPlugin])[] = [
  [/^reka\b/, reka],
  // OpenAI gives these away and does not serve them.
  [/^gpt-oss/, compatible],
  [/^(?:gpt-|chatgpt-|o[1-9](?:$|-))/, openai],
  [
    /^(?:claude|gemini|gemma|llama|llava|mistral|mixtral|ministral|codestral|pixtral|qwen|deepseek|grok|phi|command)/,
    compatible,
  ],
];

/** The package to install for a well-known model name; `undefined` for any other name. */
export function knownPluginFor(name: string): KnownPlugin | undefined {
  // `meta-llama/Llama-3.1-8B` and `ollama/llava`: hosts put an owner in front.
  const bare = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return families.find(([family]) => family.test(bare))?.[1];
}

/** The package of a plugin of this project, by its id; `undefined` for any other id. */
export function packageOfPlugin(id: string): string | undefined {
  return [reka, openai].find(({ plugin }) => plugin === id)?.package;
}
