// A model in this process, without HTTP.
import { defineProvider, type ChatEvent, type ProviderPlugin } from '@plugboard/core/provider';
import { type } from 'arktype';

export interface Engine {
  generate(prompt: string, signal: AbortSignal): AsyncIterable<string>;
  free(): Promise<void>;
}

export interface LocalOptions {
  readonly modelPath: string;
}

declare function loadEngine(path: string): Promise<Engine>;

export const inProcess: ProviderPlugin<LocalOptions> = defineProvider<LocalOptions>({
  id: 'local',
  models: [{ id: 'local-llava', input: ['image'] }],
  options: type({ modelPath: 'string' }),
  create({ modelPath }, host) {
    let engine: Promise<Engine> | undefined;
    return {
      accepts: { parameters: ['max_tokens'] },
      async *stream({ messages }, { signal }): AsyncGenerator<ChatEvent> {
        engine ??= loadEngine(host.resolvePath(modelPath));
        const parts = messages.flatMap(({ content }) => content);
        const prompt = parts.map((part) => (part.type === 'text' ? part.text : `<${part.type}>`)).join('\n');
        for await (const text of (await engine).generate(prompt, signal)) yield { type: 'text-delta', text };
        yield { type: 'finish', reason: 'stop' };
      },
      close: async () => (await engine)?.free(),
    };
  },
});
