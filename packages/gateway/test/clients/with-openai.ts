import type OpenAI from 'openai';
import { citySchema, dataUrl, weather, type Asked, type OtherClient, type Reply } from './other-client.ts';

/** The official client. */
export function withOpenAI(client: OpenAI, model: string): OtherClient {
  const params = ({ text, image, tool, object }: Asked) => ({
    model,
    messages: [
      {
        role: 'user' as const,
        content:
          image === undefined
            ? text
            : [
                { type: 'text' as const, text },
                { type: 'image_url' as const, image_url: { url: dataUrl(image) } },
              ],
      },
    ],
    ...(tool === true && { tools: [{ type: 'function' as const, function: weather }] }),
    ...(object === true && {
      response_format: {
        type: 'json_schema' as const,
        json_schema: { name: 'place', schema: citySchema, strict: true },
      },
    }),
  });
  return {
    async whole(asked) {
      const completion = await client.chat.completions.create(params(asked), { signal: asked.signal });
      return replyOf(completion, asked);
    },
    async stream(asked, onText) {
      const stream = client.chat.completions.stream(params(asked), { signal: asked.signal });
      stream.on('content', onText);
      return replyOf(await stream.finalChatCompletion(), asked);
    },
  };
}

function replyOf({ choices: [choice] }: OpenAI.ChatCompletion, { object }: Asked): Reply {
  const text = choice?.message.content ?? '';
  const calls = (choice?.message.tool_calls ?? []).flatMap((call) =>
    call.type === 'function'
      ? [{ name: call.function.name, arguments: JSON.parse(call.function.arguments) as unknown }]
      : [],
  );
  return { text, calls, object: object === true ? JSON.parse(text) : undefined };
}
