import type { StandardSchemaV1 } from '@standard-schema/spec';
import {
  type ChatEvent,
  type ChatMessage,
  type FinishReason,
  PlugboardError,
  type ProviderPlugin,
  defineProvider,
} from '@plugboard/core/provider';
// A service with a server-sent vocabulary of its own.

export interface OtherOptions {
  readonly apiKey?: string;
}
declare const options: StandardSchemaV1<unknown, OtherOptions>;

export const other: ProviderPlugin<OtherOptions> = defineProvider({
  id: 'other',
  models: [{ id: 'other-*', input: ['image'] }],
  options,
  environment: { apiKey: 'OTHER_KEY' },
  secrets: ['apiKey'],
  create: ({ apiKey }) => ({
    accepts: { parameters: ['temperature', 'max_tokens'] },
    async *stream({ model, messages, parameters }, call): AsyncGenerator<ChatEvent> {
      if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set OTHER_KEY or pass apiKey.');
      const http = call.http.with({ baseUrl: 'https://api.other.test', headers: { 'x-api-key': apiKey } });
      for await (const { data } of http.events({
        phase: 'chat',
        url: '/chat',
        json: { model, ...parameters, messages: messages.map(toWire) },
      })) {
        const { piece, end, error } = fromWire(data);
        if (error !== undefined) throw http.failure('chat', error);
        if (piece !== undefined) yield { type: 'text-delta', text: piece };
        if (end !== undefined) {
          yield { type: 'finish', reason: finishReasons[end] ?? 'other', rawReason: end };
          return;
        }
      }
    },
  }),
});

const finishReasons: Readonly<Record<string, FinishReason>> = { done: 'stop', limit: 'length' };
function toWire({ role, content }: ChatMessage): object {
  return {
    role,
    content: content.map((part) =>
      part.type === 'text' ? part : { type: 'image_url', image_url: { url: part.source } },
    ),
  };
}
declare function fromWire(data: string): { piece?: string; end?: string; error?: unknown };
