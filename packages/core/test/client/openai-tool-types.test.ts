import type OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { ChatCompletion, ChatCompletionChunk, CreateParams, MessageParam, Tool } from '../../src/index.ts';

/** Compiles only while every value of one type fits the other. */
function fits<Wide>() {
  return <Narrow extends Wide>(_check?: Narrow): true => true;
}

test('chunks, completions, tools and messages fit the types of the official client', () => {
  expect([
    fits<OpenAI.ChatCompletionChunk>()<ChatCompletionChunk>(),
    fits<OpenAI.ChatCompletion>()<ChatCompletion>(),
    fits<OpenAI.ChatCompletionMessage>()<ChatCompletion['choices'][number]['message']>(),
  ]).toEqual([true, true, true]);
});

test('what is written for the official client fits ours', () => {
  expect([
    fits<Tool>()<OpenAI.ChatCompletionFunctionTool>(),
    fits<MessageParam>()<OpenAI.ChatCompletionToolMessageParam>(),
    fits<NonNullable<CreateParams['tool_choice']>>()<'none' | 'auto' | 'required'>(),
    fits<NonNullable<CreateParams['tool_choice']>>()<OpenAI.ChatCompletionNamedToolChoice>(),
    fits<NonNullable<CreateParams['response_format']>>()<OpenAI.ResponseFormatJSONObject>(),
    fits<NonNullable<CreateParams['response_format']>>()<OpenAI.ResponseFormatJSONSchema>(),
    fits<NonNullable<CreateParams['response_format']>>()<OpenAI.ResponseFormatText>(),
  ]).toHaveLength(7);
});
