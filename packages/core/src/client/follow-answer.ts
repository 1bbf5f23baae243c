import type {
  ChatCompletionChunk,
  ChoiceLogprobs,
  ChunkDelta,
  CompletionMessage,
  CompletionUsage,
  ToolCallDelta,
} from '../contract/completion.ts';
import type { ToolCall } from '../contract/tools.ts';
import type { CompletionEmitter, FinalAnswer } from './completion-emitter.ts';
import { abortedBy } from '../errors/plugboard-error.ts';
import type { ParsedChatCompletion, ParsedMessage } from './parsed-completion.ts';
import type { ChatStream } from './chat-stream.ts';
import type { ChatCompletionEvents, ChatCompletionSnapshot } from './completion-events.ts';
import { partialJson } from './partial-json.ts';
import type { StructuredOutput } from './structured-output.ts';

type Events = ChatCompletionEvents<unknown>;

/** An answer that has begun, and how to parse it. */
export interface OpenedAnswer {
  readonly stream: ChatStream;
  readonly structured: StructuredOutput;
}

/** The emitter that gets the events of an answer. */
type Emitter = Pick<
  CompletionEmitter,
  'controller' | 'messages' | 'listensTo' | 'emit' | 'emitChunk' | 'emitCompletion' | 'finish' | 'allChatCompletions'
>;

/** Reads the one answer of `stream()`, and emits its events in the order of the official client. */
export async function followAnswer(answer: OpenedAnswer, emitter: Emitter): Promise<void> {
  await readAnswer(answer, emitter);
  tellOfEnd(emitter);
}

/** Reads an answer to its end, and emits its events. */
export async function readAnswer(
  { stream, structured }: OpenedAnswer,
  emitter: Emitter,
): Promise<ParsedChatCompletion<unknown>> {
  try {
    emitter.emit('connect');
    const follower = new AnswerFollower(stream, structured, emitter);
    for await (const chunk of stream) await follower.add(chunk);
    const { signal } = emitter.controller;
    // A listener of the last chunk may have aborted.
    if (signal.aborted) throw abortedBy(signal.reason, 'chat');
    const completion = await structured.parseStreamed(await stream.finalCompletion());
    tellOfCompletion(completion, emitter);
    return completion;
  } catch (error) {
    stream.abort();
    throw error;
  }
}

/** Emits the events of a complete answer. Returns its message. */
export function tellOfCompletion(completion: ParsedChatCompletion<unknown>, emitter: Emitter): ParsedMessage<unknown> {
  const message = firstMessageOf(completion);
  emitter.emitCompletion(completion, message);
  for (const call of message.tool_calls ?? []) emitter.emit('functionToolCall', call.function);
  return message;
}

/** Emits the last answer, the totals of all answers, and the end. */
export function tellOfEnd(emitter: Emitter): void {
  const completions = emitter.allChatCompletions();
  const completion = completions.at(-1);
  if (completion === undefined) throw new TypeError('A call that has ended has an answer.');
  const message = firstMessageOf(completion);
  const content = message.content === '' ? null : message.content;
  const final: FinalAnswer = {
    completion,
    message,
    content,
    call: lastCallIn(emitter.messages),
    result: lastResultIn(emitter.messages),
    usage: sumOfUsage(completions.flatMap(({ usage }) => usage ?? [])),
  };
  emitter.emit('finalChatCompletion', completion);
  emitter.emit('finalMessage', message);
  if (content !== null) emitter.emit('finalContent', content);
  if (final.call !== undefined) emitter.emit('finalFunctionToolCall', final.call);
  if (final.result !== undefined) emitter.emit('finalFunctionToolCallResult', final.result);
  if (final.usage !== undefined) emitter.emit('totalUsage', final.usage);
  emitter.finish(final);
}

/** Adds up the token counts of several answers. A single count stays as it is, with the service's own fields. */
function sumOfUsage(counts: readonly CompletionUsage[]): CompletionUsage | undefined {
  const [first, ...others] = counts;
  if (first === undefined || others.length === 0) return first;
  const { raw: _raw, ...sum } = first;
  return others.reduce<CompletionUsage>(
    (total, usage) => ({
      prompt_tokens: total.prompt_tokens + usage.prompt_tokens,
      completion_tokens: total.completion_tokens + usage.completion_tokens,
      total_tokens: total.total_tokens + usage.total_tokens,
      ...detailsOf('prompt_tokens_details', total, usage),
      ...detailsOf('completion_tokens_details', total, usage),
    }),
    sum,
  );
}

function detailsOf(
  name: 'prompt_tokens_details' | 'completion_tokens_details',
  ...counts: readonly CompletionUsage[]
): object {
  const details = counts.flatMap(({ [name]: one }): [string, number][] => Object.entries(one ?? {}));
  if (details.length === 0) return {};
  const sums: Record<string, number> = {};
  for (const [part, count] of details) sums[part] = (sums[part] ?? 0) + count;
  return { [name]: sums };
}

/** The last call of a function. Like the official client, it also looks at earlier turns. */
function lastCallIn(messages: Emitter['messages']): ToolCall['function'] | undefined {
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []));
  const last = calls.findLast((call) => call.type === 'function');
  return last?.type === 'function' ? last.function : undefined;
}

function lastResultIn(messages: Emitter['messages']): string | undefined {
  const last = messages.findLast(({ role, content }) => role === 'tool' && typeof content === 'string');
  return typeof last?.content === 'string' ? last.content : undefined;
}

/** Emits what each chunk adds to the text, the refusal and the calls, and when one of them is complete. */
class AnswerFollower {
  readonly #stream: ChatStream;
  readonly #structured: StructuredOutput;
  readonly #emitter: Emitter;
  readonly #done = new Set<keyof Events>();
  #call: number | undefined;

  constructor(stream: ChatStream, structured: StructuredOutput, emitter: Emitter) {
    this.#stream = stream;
    this.#structured = structured;
    this.#emitter = emitter;
  }

  async add(chunk: ChatCompletionChunk): Promise<void> {
    const [choice] = chunk.choices;
    const reason = choice?.finish_reason ?? null;
    // Rejects if the request asks for a schema: a cut-off answer must not emit the events of a complete one.
    if (reason === 'length' || reason === 'content_filter')
      await this.#structured.parseStreamed(this.#stream.completionSoFar());
    this.#emitter.emitChunk(chunk, this.#snapshot);
    if (choice === undefined) return;
    this.#tellOfText(choice.delta);
    this.#tellOfLogprobs(choice.logprobs);
    await this.#tellOfCalls(choice.delta.tool_calls ?? []);
    if (reason === null) return;
    await this.#tellOfWholeText();
    await this.#tellOfWholeCall();
  }

  #tellOfText({ role, content, refusal }: ChunkDelta): void {
    // The first chunk has only the role. Its text is known already, but comes with the next chunk.
    if (role !== undefined) return;
    const { text, state } = this.#stream.soFar;
    if (content !== undefined && text !== '') {
      this.#emitter.emit('content', content, text);
      if (this.#emitter.listensTo('content.delta')) {
        const parsed = this.#partial(text, state.refusal);
        this.#emitter.emit('content.delta', { delta: content, snapshot: text, parsed });
      }
    }
    if (refusal !== undefined && state.refusal !== '') {
      this.#emitter.emit('refusal.delta', { delta: refusal, snapshot: state.refusal });
    }
  }

  #tellOfLogprobs(added: ChoiceLogprobs | null | undefined): void {
    if (added === null || added === undefined) return;
    const all = this.#stream.soFar.state.logprobs;
    const { content, refusal } = added;
    if (content !== null) this.#emitter.emit('logprobs.content.delta', { content, snapshot: all?.content ?? [] });
    if (refusal !== null) this.#emitter.emit('logprobs.refusal.delta', { refusal, snapshot: all?.refusal ?? [] });
  }

  async #tellOfCalls(deltas: readonly ToolCallDelta[]): Promise<void> {
    for (const { index, function: added } of deltas) {
      if (this.#call !== index) {
        await this.#tellOfWholeText();
        await this.#tellOfWholeCall();
      }
      this.#call = index;
      const call = this.#stream.soFar.state.callAt(index);
      if (call === undefined || call.custom) continue;
      this.#emitter.emit('tool_calls.function.arguments.delta', {
        name: call.name,
        index,
        arguments: call.text,
        parsed_arguments: this.#structured.readsArguments(call.name) ? partialJson(call.text) : undefined,
        arguments_delta: added?.arguments ?? '',
      });
    }
  }

  /** Emits each of these events once: the text is complete when the model calls a tool or ends. */
  async #tellOfWholeText(): Promise<void> {
    const { text, state } = this.#stream.soFar;
    const { refusal, logprobs } = state;
    if (text !== '' && this.#first('content.done')) {
      const message = await this.#parsed((whole) => ({ ...whole, tool_calls: [] }));
      this.#emitter.emit('content.done', { content: text, parsed: message.parsed });
    }
    if (refusal !== '' && this.#first('refusal.done')) this.#emitter.emit('refusal.done', { refusal });
    const { content, refusal: refused } = logprobs ?? { content: null, refusal: null };
    if (content !== null && this.#first('logprobs.content.done')) {
      this.#emitter.emit('logprobs.content.done', { content });
    }
    if (refused !== null && this.#first('logprobs.refusal.done')) {
      this.#emitter.emit('logprobs.refusal.done', { refusal: refused });
    }
  }

  async #tellOfWholeCall(): Promise<void> {
    const index = this.#call;
    const call = index === undefined ? undefined : this.#stream.soFar.state.callAt(index);
    if (index === undefined || call === undefined || call.custom) return;
    const { id, name, text } = call;
    const read = { id, type: 'function' as const, function: { name, arguments: text } };
    const { tool_calls: calls } = await this.#parsed((whole) => ({ ...whole, content: null, tool_calls: [read] }));
    this.#emitter.emit('tool_calls.function.arguments.done', {
      name,
      index,
      arguments: text,
      parsed_arguments: calls?.[0]?.function.parsed_arguments ?? null,
    });
  }

  #first(event: keyof Events): boolean {
    if (this.#done.has(event)) return false;
    this.#done.add(event);
    return true;
  }

  /** Parses a complete part of the message, as `parse()` does. */
  async #parsed(part: (message: CompletionMessage) => CompletionMessage): Promise<ParsedMessage<unknown>> {
    const whole = this.#stream.completionSoFar();
    const [choice] = whole.choices;
    if (choice !== undefined) whole.choices[0] = { ...choice, message: part(choice.message) };
    const parsed = await this.#structured.parseStreamed(whole);
    return firstMessageOf(parsed);
  }

  /** As much of an answer for a schema as can be read so far. */
  #partial(text: string, refusal: string): unknown {
    return this.#structured.readsContent && text !== '' && refusal === '' ? partialJson(text) : undefined;
  }

  readonly #snapshot = (): ChatCompletionSnapshot => {
    const { choices, ...whole } = this.#stream.completionSoFar();
    const { text, state } = this.#stream.soFar;
    const parsed = this.#partial(text, state.refusal);
    return {
      ...whole,
      choices: choices.map(({ message, finish_reason: reason, ...choice }) => ({
        ...choice,
        message: { ...message, ...(parsed !== undefined && { parsed }) },
        finish_reason: state.finish === undefined ? null : reason,
      })),
    };
  };
}

function firstMessageOf({ choices }: ParsedChatCompletion<unknown>): ParsedMessage<unknown> {
  const [choice] = choices;
  if (choice === undefined) throw new TypeError('A completion has a choice.');
  return choice.message;
}
