import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type ChatEvent, type ProviderPlugin, defineProvider } from '@plugboard/core/provider';
// A local model without HTTP.

export interface Engine {
  generate(
    prompt: string,
    options: {
      readonly images: readonly Uint8Array[];
      readonly maxTokens?: number | undefined;
      readonly signal: AbortSignal;
    },
  ): AsyncIterable<string>;
  free(): Promise<void>;
}
export interface LocalOptions {
  readonly modelPath: string;
  readonly engine?: Engine;
}
declare const localOptions: StandardSchemaV1<unknown, LocalOptions>;
declare function loadEngine(path: string): Promise<Engine>;

export const local: ProviderPlugin<LocalOptions> = defineProvider({
  id: 'local',
  models: [{ id: 'local-llava', input: ['image'] }],
  options: localOptions,
  create({ modelPath, engine: given }, host) {
    let engine: Promise<Engine> | undefined;
    return {
      accepts: { parameters: ['max_tokens'] },
      async *stream({ messages, parameters }, { signal }): AsyncGenerator<ChatEvent> {
        engine ??= given === undefined ? loadEngine(host.resolvePath(modelPath)) : Promise.resolve(given);
        const parts = messages.flatMap(({ content }) => content);
        const prompt = parts.map((part) => (part.type === 'text' ? part.text : '<image>')).join('\n');
        const images: Uint8Array[] = [];
        for await (const text of (await engine).generate(prompt, { images, maxTokens: parameters.max_tokens, signal }))
          yield { type: 'text-delta', text };
        yield { type: 'finish', reason: 'stop' };
      },
      close: async () => {
        await (await engine)?.free();
      },
    };
  },
});
