/** A plugin of this project that serves a family of models. */
interface KnownPlugin {
  readonly plugin: string;
  readonly package: string;
  /** The end of a sentence that says what else is needed. */
  readonly how?: string | undefined;
}

const reka: KnownPlugin = { plugin: 'reka', package: '@plugboard/provider-reka' };
const openai: KnownPlugin = { plugin: 'openai', package: '@plugboard/provider-openai' };
const anthropic: KnownPlugin = { plugin: 'anthropic', package: '@plugboard/provider-anthropic' };
const google: KnownPlugin = { plugin: 'google', package: '@plugboard/provider-google' };
const compatible: KnownPlugin = {
  ...openai,
  how: 'with the `baseUrl` of an OpenAI-compatible endpoint that serves it',
};

const families: readonly (readonly [RegExp, KnownPlugin])[] = [
  [/^reka\b/, reka],
  [/^claude-/, anthropic],
  [/^gemini-/, google],
  // OpenAI publishes the weights of these models but does not serve them.
  [/^gpt-oss/, compatible],
  [/^(?:gpt-|chatgpt-|o[1-9](?:$|-))/, openai],
  [
    /^(?:claude|gemini|gemma|llama|llava|mistral|mixtral|ministral|codestral|pixtral|qwen|deepseek|grok|phi|command)/,
    compatible,
  ],
];

/** The plugin for a well-known model name. `undefined` for any other name. */
export function knownPluginFor(name: string): KnownPlugin | undefined {
  // Hosts put an owner in front: `meta-llama/Llama-3.1-8B`, `ollama/llava`.
  const bare = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return families.find(([family]) => family.test(bare))?.[1];
}

/** The package of a plugin of this project, by the plugin's id. `undefined` for any other id. */
export function packageOfPlugin(id: string): string | undefined {
  return [reka, openai, anthropic, google].find(({ plugin }) => plugin === id)?.package;
}
