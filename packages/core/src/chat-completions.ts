export {
  streamChatCompletions,
  type AnotherWay,
  type ChatCompletionsOptions,
} from './chat-completions/stream-chat-completions.ts';
export { listChatModels } from './chat-completions/list-chat-models.ts';
export type { PartSpelling } from './chat-completions/stream-chat-completions.ts';
