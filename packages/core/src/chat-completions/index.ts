export { streamChatCompletions, type AnotherWay, type ChatCompletionsOptions } from './stream-chat-completions.ts';
export { listChatModels } from './list-chat-models.ts';
