export { streamChatCompletions, type ChatCompletionsOptions } from './stream-chat-completions.ts';
