import type OpenAI from 'openai';
import type { ChatCompletionRunner } from 'openai/lib/ChatCompletionRunner';
import { call, messages, model, type Program, whole } from './program.ts';

export type Log = (...values: readonly unknown[]) => void;
/** A streamed run has the events of a whole one, too. */
export type Runner = ChatCompletionRunner<unknown>;
type Tools = Parameters<OpenAI['chat']['completions']['runTools']>[0]['tools'];

/** What a function of a program does with its runner. */
interface RunnerOfFunction {
  readonly messages: OpenAI.ChatCompletionMessageParam[];
  abort(): void;
}

/** A program that runs whole and streamed. */
export interface Run {
  /** What the service says, as whole answers. */
  readonly whole: Program['answers'];
  /** The same in pieces. */
  readonly streamed: Program['answers'];
  run(client: OpenAI, log: Log, stream: boolean): Promise<void>;
}

/** Prints every event, without the facts that are each client's own. */
export function printEvents(runner: Runner, log: Log): void {
  runner.on('connect', () => log('connect'));
  runner.on('content', (...values) => log('content', ...values));
  runner.on('message', (message) => log('message', message.role, message.content));
  runner.on('chatCompletion', ({ choices }) => log('chatCompletion', choices[0]?.finish_reason));
  runner.on('functionToolCall', (called) => log('functionToolCall', called));
  runner.on('functionToolCallResult', (result) => log('functionToolCallResult', result));
  runner.on('finalChatCompletion', ({ choices }) => log('finalChatCompletion', choices[0]?.message.content));
  runner.on('finalMessage', (message) => log('finalMessage', message.content));
  runner.on('finalContent', (content) => log('finalContent', content));
  runner.on('finalFunctionToolCall', (called) => log('finalFunctionToolCall', called));
  runner.on('finalFunctionToolCallResult', (result) => log('finalFunctionToolCallResult', result));
  runner.on('totalUsage', (usage) => log('totalUsage', usage.total_tokens));
  runner.on('error', () => log('error'));
  runner.on('abort', () => log('abort'));
  runner.on('end', () => log('end'));
}

/** Prints what every helper returns at the end. */
export async function printFinal(runner: Runner, log: Log): Promise<void> {
  const message = await runner.finalMessage();
  log(message.content, message.refusal, message.tool_calls);
  log(await runner.finalContent(), await runner.finalFunctionToolCall(), await runner.finalFunctionToolCallResult());
  log((await runner.totalUsage()).total_tokens, (await runner.finalChatCompletion()).choices[0]?.finish_reason);
  log(runner.ended, runner.errored, runner.aborted, runner.allChatCompletions().length);
  log(runner.messages.map(({ role, content }) => [role, content ?? null]));
}

export function outcomeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'complete',
    (error: unknown) => (error instanceof Error ? `failed: ${error.message}` : 'failed'),
  );
}

export const describe = { description: 'The temperature in a city' };
export const parameters = { type: 'object', properties: { city: { type: 'string' } } } as const;

/** The tool of a program that prints with what it is called. */
export const tool = (run: (args: { city: string }, runner: RunnerOfFunction) => unknown, name = 'look') => ({
  type: 'function' as const,
  function: { name, ...describe, parameters, parse: JSON.parse as (text: string) => { city: string }, function: run },
});
export const calls = (...named: readonly (readonly [id: string, name: string, text: string])[]) =>
  named.map(([id, name, text]) => ({ id, type: 'function', function: { name, arguments: text } }));
export const bern = '{"city":"Bern"}';
export const lookingWhole = whole({ content: null, tool_calls: [call] }, 'tool_calls');
export const spokenWhole = whole({ content: 'Seven degrees.' });
/** The same run, whole and streamed: what is printed at its end, and before it all events. */
export const run = (
  client: OpenAI,
  log: Log,
  tools: Tools,
  { stream = false, choice = undefined as OpenAI.ChatCompletionToolChoiceOption | undefined, max = 10 } = {},
): Runner => {
  const params = { model, messages, tools, ...(choice !== undefined && { tool_choice: choice }) } as never;
  const options = max === 10 ? {} : { maxChatCompletions: max };
  const runner = stream
    ? client.chat.completions.runTools({ ...(params as object), stream: true } as never, options)
    : client.chat.completions.runTools(params, options);
  printEvents(runner, log);
  return runner;
};

export const named = (name: string) => ({ type: 'function' as const, function: { name } });
