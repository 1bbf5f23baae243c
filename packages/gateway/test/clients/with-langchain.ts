import { HumanMessage, type AIMessageChunk } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { citySchema, dataUrl, weather, type Asked, type OtherClient, type Reply, type Target } from './other-client.ts';

/** LangChain's client for OpenAI. */
export function withLangChain({ baseURL, apiKey, model }: Target): OtherClient {
  const chat = new ChatOpenAI({ model, apiKey, maxRetries: 0, configuration: { baseURL } });
  const bound = ({ tool }: Asked) => (tool === true ? chat.bindTools([{ type: 'function', function: weather }]) : chat);
  return {
    async whole(asked) {
      if (asked.object === true) return structured(chat, asked);
      return replyOf(await bound(asked).invoke(messagesOf(asked), optionsOf(asked)));
    },
    async stream(asked, onText) {
      if (asked.object === true) return structured(chat, asked);
      let whole: AIMessageChunk | undefined;
      for await (const chunk of await bound(asked).stream(messagesOf(asked), optionsOf(asked))) {
        if (chunk.text !== '') onText();
        whole = whole === undefined ? chunk : whole.concat(chunk);
      }
      // LangChain ends a stream that is aborted without a word.
      asked.signal?.throwIfAborted();
      if (whole === undefined) throw new Error('Nothing came.');
      return replyOf(whole);
    },
  };
}

async function structured(chat: ChatOpenAI, asked: Asked): Promise<Reply> {
  const runnable = chat.withStructuredOutput<object>(citySchema, { name: 'place', method: 'jsonSchema', strict: true });
  const object = await runnable.invoke(messagesOf(asked), optionsOf(asked));
  return { text: JSON.stringify(object), calls: [], object };
}

function messagesOf({ text, image }: Asked): HumanMessage[] {
  if (image === undefined) return [new HumanMessage(text)];
  return [
    new HumanMessage({
      content: [
        { type: 'text', text },
        { type: 'image_url', image_url: { url: dataUrl(image) } },
      ],
    }),
  ];
}

function optionsOf({ signal }: Asked): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function replyOf(message: Pick<AIMessageChunk, 'text' | 'tool_calls'>): Reply {
  return { text: message.text, calls: (message.tool_calls ?? []).map(({ name, args }) => ({ name, arguments: args })) };
}
