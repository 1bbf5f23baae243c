import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  CreateParams,
  MessageParam,
  MessagePart,
  Tool,
} from '../../src/index.ts';

test('chunks, completions and their messages fit the types of the official client', () => {
  expectTypeOf<ChatCompletionChunk>().toExtend<OpenAI.ChatCompletionChunk>();
  expectTypeOf<ChatCompletion>().toExtend<OpenAI.ChatCompletion>();
  expectTypeOf<ChatCompletion['choices'][number]['message']>().toExtend<OpenAI.ChatCompletionMessage>();
});

test('parameters of the official client fit ours', () => {
  type Elsewhere = 'messages' | 'tools' | 'tool_choice';
  type Official = OpenAI.ChatCompletionCreateParams;
  expectTypeOf<Omit<Official, Elsewhere>>().toExtend<Omit<CreateParams, Elsewhere>>();
  expectTypeOf<OpenAI.ChatCompletionContentPartImage>().toExtend<MessagePart>();
});

test('what is written for the official client fits ours', () => {
  expectTypeOf<OpenAI.ChatCompletionFunctionTool>().toExtend<Tool>();
  expectTypeOf<OpenAI.ChatCompletionToolMessageParam>().toExtend<MessageParam>();
  expectTypeOf<'none' | 'auto' | 'required'>().toExtend<CreateParams['tool_choice']>();
  expectTypeOf<OpenAI.ChatCompletionNamedToolChoice>().toExtend<CreateParams['tool_choice']>();
  expectTypeOf<OpenAI.ResponseFormatJSONObject>().toExtend<CreateParams['response_format']>();
  expectTypeOf<OpenAI.ResponseFormatJSONSchema>().toExtend<CreateParams['response_format']>();
  expectTypeOf<OpenAI.ResponseFormatText>().toExtend<CreateParams['response_format']>();
});
