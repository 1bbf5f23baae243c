import type * as OpenAICompatible from '@ai-sdk/openai-compatible';
import type * as Ai from 'ai';
import type { ModelMessage } from 'ai';
import { citySchema, weather, type Asked, type OtherClient, type Target } from './other-client.ts';

interface City {
  readonly city: string;
}

/** A version of the AI SDK. */
export type AiSdk = Pick<typeof Ai, 'generateText' | 'jsonSchema' | 'Output' | 'streamText' | 'tool'> &
  Pick<typeof OpenAICompatible, 'createOpenAICompatible'>;

/** The AI SDK. */
export function withAi(sdk: AiSdk, { baseURL, apiKey, model: name }: Target): OtherClient {
  const { createOpenAICompatible, generateText, jsonSchema, Output, streamText, tool } = sdk;
  const provider = createOpenAICompatible({ name: 'any', baseURL, apiKey, supportsStructuredOutputs: true });
  const settings = ({ text, image, tool: offers, object, signal }: Asked) => ({
    model: provider(name),
    maxRetries: 0,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text },
          ...(image === undefined ? [] : [{ type: 'image' as const, image, mediaType: 'image/png' }]),
        ],
      },
    ] satisfies ModelMessage[],
    ...(signal !== undefined && { abortSignal: signal }),
    ...(offers === true && {
      tools: {
        get_weather: tool({
          description: weather.description,
          inputSchema: jsonSchema<City>(citySchema),
          execute: ({ city }) => city,
        }),
      },
    }),
    ...(object === true && { output: Output.object({ schema: jsonSchema<City>(citySchema) }) }),
  });
  return {
    async whole(asked) {
      const result = await generateText(settings(asked));
      const calls = result.toolCalls.map(({ toolName, input }) => ({ name: toolName, arguments: input }));
      return { text: result.text, calls, object: asked.object === true ? result.output : undefined };
    },
    async stream(asked, onText) {
      let thrown: unknown;
      const result = streamText({ ...settings(asked), onError: ({ error }) => void (thrown = error) });
      for await (const part of result.fullStream) if (part.type === 'text-delta') onText();
      if (thrown !== undefined) throw thrown;
      asked.signal?.throwIfAborted();
      const calls = (await result.toolCalls).map(({ toolName, input }) => ({
        name: toolName,
        arguments: input,
      }));
      return { text: await result.text, calls, object: asked.object === true ? await result.output : undefined };
    },
  };
}
