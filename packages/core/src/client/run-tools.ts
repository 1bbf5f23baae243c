import type { ParsedRequest } from '../call/parsed-request.ts';
import type { ChatCompletion } from '../contract/completion.ts';
import type { ToolCall } from '../contract/tools.ts';
import { abortedBy } from '../errors/plugboard-error.ts';
import { isRecord } from '../util/is-record.ts';
import type { ChatStream } from './chat-stream.ts';
import type { CompletionEmitter } from './completion-emitter.ts';
import { readAnswer, tellOfCompletion, tellOfEnd } from './follow-answer.ts';
import { invalidInput } from './parse/check-input.ts';
import { parseRequest } from './parse/parse-request.ts';
import { withResponseFormat } from './parse/parse-tools.ts';
import type { RunFiles } from './run-files.ts';
import { readRunnableTools, type Runnable, type RunnableTools } from './runnable-tools.ts';
import { readStructuredOutput, refuseCutOff, refuseCustomTools, type StructuredOutput } from './structured-output.ts';
import type { RunToolsOptions } from './chat-completions.ts';
import type { RunToolsParams } from './tool-runner.ts';

/** The parameters of a run, whatever arguments its functions get. */
export type AnyRunParams = RunToolsParams<readonly unknown[], unknown> & {
  readonly stream?: boolean | null | undefined;
};

/** A run that is about to begin. */
export interface ToolRun {
  readonly params: AnyRunParams;
  readonly maxChatCompletions: RunToolsOptions['maxChatCompletions'];
  /** The files of its messages, of which core has taken charge already. */
  readonly files: RunFiles;
  /** Runs one call. */
  start(request: ParsedRequest): Promise<ChatCompletion | ChatStream>;
}

/** How many answers a run asks for, like the official client's `runTools()`. */
const defaultMaxChatCompletions = 10;

/** Asks the model, runs the functions that it calls, and asks again, until an answer calls none. */
export async function runTools(run: ToolRun, emitter: CompletionEmitter): Promise<void> {
  try {
    const loop = new ToolLoop(run, emitter);
    for (let left = maxChatCompletionsOf(run); left > 0; left -= 1) {
      const calls = await loop.ask();
      if (calls.length === 0 || (await loop.answerAll(calls)) === 'over') break;
    }
    tellOfEnd(emitter);
  } catch (error) {
    for (const media of run.files.taken) media.release();
    throw error;
  }
}

function maxChatCompletionsOf({ maxChatCompletions: given }: ToolRun): number {
  const count = given ?? defaultMaxChatCompletions;
  if (typeof count !== 'number' || !(count >= 1))
    throw invalidInput('maxChatCompletions', 'must be a number, 1 or more.');
  return Math.floor(count);
}

class ToolLoop {
  readonly #run: ToolRun;
  readonly #emitter: CompletionEmitter;
  readonly #tools: RunnableTools;
  readonly #structured: StructuredOutput;
  /** The function that `tool_choice` names. The run ends with its result. */
  readonly #only: string | undefined;
  #files: RunFiles;

  constructor(run: ToolRun, emitter: CompletionEmitter) {
    const { params, files } = run;
    this.#run = run;
    this.#emitter = emitter;
    this.#files = files;
    refuseCustomTools(params.tools);
    this.#tools = readRunnableTools(params.tools);
    this.#structured = readStructuredOutput({ ...params, tools: this.#tools.declared });
    this.#only = nameIn(params.tool_choice);
  }

  /** Asks for one answer. Returns its calls of functions. */
  async ask(): Promise<readonly ToolCall[]> {
    this.#files = this.#files.next();
    const messages = this.#emitter.messages;
    const params = { ...this.#run.params, messages, tools: this.#tools.declared, response_format: undefined };
    const request = withResponseFormat(parseRequest(params, this.#files), this.#structured.format);
    const answer = await this.#run.start(request);
    const completion =
      'choices' in answer
        ? await this.#tellOfWhole(answer)
        : await readAnswer({ stream: answer, structured: this.#structured }, this.#emitter);
    // Custom tools are refused, so there are no other calls.
    return completion.choices[0]?.message.tool_calls ?? [];
  }

  async #tellOfWhole(answer: ChatCompletion): ReturnType<typeof readAnswer> {
    this.#emitter.emit('connect');
    // Calls that are not complete must not be run.
    refuseCutOff(answer);
    const completion = await this.#structured.parse(answer);
    const { content } = tellOfCompletion(completion, this.#emitter);
    if (content !== null && content !== '') this.#emitter.emit('content', content);
    return completion;
  }

  /**
   * Runs functions one after another, in the order of their calls. `over`: the run has the result that `tool_choice`
   * asked for.
   */
  async answerAll(calls: readonly ToolCall[]): Promise<'over' | 'goes on'> {
    for (const { id, function: called } of calls) {
      const { result, ran } = await this.#answer(called);
      this.#emitter.emitResult({ role: 'tool', tool_call_id: id, content: result });
      if (ran && this.#only !== undefined) return 'over';
    }
    return 'goes on';
  }

  async #answer(called: ToolCall['function']): Promise<{ readonly result: string; readonly ran: boolean }> {
    const { signal } = this.#emitter.controller;
    if (signal.aborted) throw abortedBy(signal.reason, 'chat');
    const { name, arguments: text } = called;
    const runnable = this.#tools.runnables.get(name);
    if (runnable === undefined || (this.#only ?? name) !== name) return { result: this.#refusal(name), ran: false };
    let args: unknown;
    try {
      args = await runnable.parse(text);
    } catch (error) {
      return { result: error instanceof Error ? error.message : String(error), ran: false };
    }
    return { result: textOf(await this.#ranOrAborted(runnable, args)), ran: true };
  }

  /** What the model gets as a result if it calls a function that it may not call. */
  #refusal(name: string): string {
    if (this.#only !== undefined && this.#tools.runnables.has(name)) {
      return `Invalid tool_call: ${JSON.stringify(name)}. ${JSON.stringify(this.#only)} requested. Please try again`;
    }
    const names = [...this.#tools.runnables.keys()].map((one) => JSON.stringify(one));
    return `Invalid tool_call: ${JSON.stringify(name)}. Available options are: ${names.join(', ')}. Please try again`;
  }

  /**
   * A function that continues after `abort()` does not hold up the run. A function that aborts the run itself may still
   * return in the same turn.
   */
  #ranOrAborted(runnable: Runnable, args: unknown): Promise<unknown> {
    const { signal } = this.#emitter.controller;
    const run = async (): Promise<unknown> => runnable.run(args, this.#emitter);
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(abortedBy(signal.reason, 'chat'));
      const onAbort = (): void => void setImmediate(fail);
      signal.addEventListener('abort', onAbort, { once: true });
      void run()
        .then(resolve, (error: unknown) => (signal.aborted && isOfAbort(error, signal) ? fail() : reject(error)))
        .finally(() => signal.removeEventListener('abort', onAbort));
    });
  }
}

/** Whether a function threw this because the signal of the run ended its work. */
function isOfAbort(error: unknown, { reason }: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === 'AbortError');
}

function nameIn(choice: unknown): string | undefined {
  const chosen = isRecord(choice) && choice['type'] === 'function' ? choice['function'] : undefined;
  const name = isRecord(chosen) ? chosen['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function textOf(returned: unknown): string {
  if (typeof returned === 'string') return returned;
  const text: unknown = JSON.stringify(returned);
  return typeof text === 'string' ? text : 'undefined';
}
