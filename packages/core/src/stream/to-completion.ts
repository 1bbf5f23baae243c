import type { Attempt } from '../errors/plugboard-error.ts';
import type {
  ChatCompletion,
  CompletionFinishReason,
  CompletionMessage,
  ChatCompletionChunk,
  ChunkChoice,
  ChunkDelta,
  ToolCallDelta,
} from '../contract/completion.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { CompletionState } from './completion-state.ts';
import { nativeFinishReason, toCompletionUsage, toFinishReason, toServiceFields } from './completion-words.ts';
import type { ChatEvent, FinishReason, TokenLogprob } from '../contract/chat-event.ts';
import { withOwner, type Owner } from './ownership.ts';

/** What all chunks of one answer share. */
export interface CompletionHead extends Owner {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly provider: string;
  /** The service's id of the request, from the headers of its response. */
  readonly requestId?: string | undefined;
  /** Whether the last chunk has `usage`. */
  readonly includeUsage: boolean;
  /** Whether the caller declared `functions`, so that the first call also stands in `function_call`, as with OpenAI. */
  readonly olderCalls: boolean;
}

/** An id for an answer, in the form of OpenAI's. `random`: as `Math.random`. */
export function completionId(random: () => number): string {
  return `chatcmpl-${idPart(random)}${idPart(random)}`;
}

/** Eight digits of base 36. `toString(36)` takes several times longer. */
function idPart(random: () => number): string {
  const number = Math.floor(random() * 36 ** 8);
  const high = Math.floor(number / 36 ** 4);
  return fourDigits(high) + fourDigits(number - high * 36 ** 4);
}

function fourDigits(number: number): string {
  const high = Math.floor(number / 36 ** 2);
  const low = number - high * 36 ** 2;
  return String.fromCharCode(
    digitAt(Math.floor(high / 36)),
    digitAt(high % 36),
    digitAt(Math.floor(low / 36)),
    digitAt(low % 36),
  );
}

/** The code of `0` to `9` and `a` to `z`. */
function digitAt(value: number): number {
  return value < 10 ? 48 + value : 87 + value;
}

/** The first chunk: the role, and what the service reported about its answer before the content. */
export function roleChunk(
  head: CompletionHead,
  response: (ChatEvent & { type: 'response' }) | undefined,
): ChatCompletionChunk {
  return Object.assign(
    chunk(head, { role: 'assistant', content: '' }),
    toServiceFields(response, undefined, head.requestId),
  );
}

/**
 * The chunk of an event, or `undefined` if the event has no chunk of its own. What a message has besides its text and
 * calls, such as files and details of thoughts, stands complete in the last chunk, because helpers that join chunks
 * keep the last value of a field, or append lists.
 * @param state - The state of the answer after this event.
 */
export function toChunk(
  head: CompletionHead,
  event: ChatEvent,
  state: CompletionState,
): ChatCompletionChunk | undefined {
  switch (event.type) {
    case 'text-delta':
      return event.logprobs === undefined
        ? chunk(head, { content: event.text })
        : chunk(head, { content: event.text }, { logprobs: { content: [...event.logprobs], refusal: null } });
    case 'reasoning-delta':
      return chunk(head, { reasoning_content: event.text });
    case 'refusal-delta':
      return chunk(head, { refusal: event.text }, refusalLogprobs(event.logprobs));
    case 'tool-call-delta':
      return chunk(head, callDelta(event, head, state));
    case 'text-revised':
      return chunk(head, { revised_content: event.text });
    case 'finish':
      return lastChunk(head, event, state);
    default:
      return undefined;
  }
}

function lastChunk(
  head: CompletionHead,
  event: ChatEvent & { type: 'finish' },
  state: CompletionState,
): ChatCompletionChunk {
  const last = chunk(head, state.carriedFields(head), {
    finish_reason: finishWord(head, event.reason, state),
    ...nativeFinishReason(event),
  });
  if (event.fields !== undefined) Object.assign(last, toServiceFields(state.response, event.fields, head.requestId));
  if (head.includeUsage && event.usage !== undefined) {
    return Object.assign(last, { usage: toCompletionUsage(event.usage) });
  }
  return last;
}

/** The finish reason. In OpenAI's older form, an answer with a call ends with `function_call`. */
function finishWord(
  { olderCalls }: CompletionHead,
  reason: FinishReason,
  state: CompletionState,
): CompletionFinishReason {
  const word = toFinishReason(reason);
  return olderCalls && word === 'tool_calls' && state.callCount > 0 ? 'function_call' : word;
}

function refusalLogprobs(refusal: readonly TokenLogprob[] | undefined): Partial<ChunkChoice> | undefined {
  return refusal === undefined ? undefined : { logprobs: { content: null, refusal: [...refusal] } };
}

function callDelta(
  event: ChatEvent & { type: 'tool-call-delta' },
  head: CompletionHead,
  state: CompletionState,
): ChunkDelta {
  const delta = toolCallDelta(event, head, state);
  if (!head.olderCalls || delta.function === undefined || !state.isFirstCall(event.index))
    return { tool_calls: [delta] };
  return { tool_calls: [delta], function_call: delta.function };
}

function toolCallDelta(
  event: ChatEvent & { type: 'tool-call-delta' },
  head: CompletionHead,
  state: CompletionState,
): ToolCallDelta {
  const { index, id, name, arguments: text } = event;
  const call = state.callAt(index);
  const extra = event.extra === undefined ? undefined : call?.extra;
  const custom = call?.custom === true;
  const type = custom ? 'custom' : 'function';
  const named = name !== undefined && { name };
  return {
    index,
    ...(id !== undefined && isCallType(type) && { id, type }),
    ...(custom
      ? { custom: { ...named, ...(text !== undefined && { input: text }) } }
      : { function: { ...named, ...(text !== undefined && { arguments: text }) } }),
    ...(extra !== undefined && { extra_content: withOwner(extra, head) }),
  };
}

/**
 * Says that both words are `function`, which is the only one that OpenAI's type of a chunk has. Its service sends both.
 */
function isCallType(type: string): type is 'function' {
  return type === 'function' || type === 'custom';
}

function chunk(
  { id, created, model, provider }: CompletionHead,
  delta: ChunkDelta,
  more?: Partial<ChunkChoice>,
): ChatCompletionChunk {
  return {
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    provider,
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  };
}

/** What a completion contains besides the events of the answer. */
interface CompletionContext {
  /** The text of the answer, with revisions applied. */
  readonly text: string;
  readonly warnings: readonly string[];
  readonly attempts: readonly Attempt[];
  readonly resolution: Resolution;
}

/** The whole answer of a finished stream. */
export function toCompletion(head: CompletionHead, state: CompletionState, context: CompletionContext): ChatCompletion {
  const { finish } = state;
  const usage = finish?.usage;
  const completion = {
    id: head.id,
    object: 'chat.completion' as const,
    created: head.created,
    model: head.model,
    provider: head.provider,
    ...toServiceFields(state.response, finish?.fields, head.requestId),
    choices: [
      {
        index: 0,
        message: messageOf(head, state, context.text),
        finish_reason: finishWord(head, finish?.reason ?? 'other', state),
        ...(finish !== undefined && nativeFinishReason(finish)),
        logprobs: state.logprobs,
      },
    ],
    ...(usage !== undefined && { usage: toCompletionUsage(usage) }),
    warnings: [...context.warnings],
    sources: state.sources,
  };
  return withHidden(completion, {
    attempts: [...context.attempts],
    resolution: context.resolution,
    _request_id: state.response?.requestId ?? head.requestId ?? null,
  });
}

function messageOf(head: CompletionHead, state: CompletionState, text: string): CompletionMessage {
  const { refusal, reasoning } = state;
  const toolCalls = state.toolCalls(head);
  const [firstCall] = toolCalls;
  const carried = state.carriedFields(head);
  const didOther = toolCalls.length > 0 || refusal !== '' || carried.audio !== undefined;
  return {
    role: 'assistant',
    content: text === '' && didOther ? null : text,
    refusal: refusal === '' ? null : refusal,
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    ...(head.olderCalls && firstCall?.type === 'function' && { function_call: firstCall.function }),
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...carried,
  };
}

/**
 * Adds properties that code can read, but that `JSON.stringify` and copies leave out: they are for the program, not for
 * its users.
 */
function withHidden<T extends object, H extends object>(value: T, hidden: H): T & H {
  const all = { ...value, ...hidden };
  for (const name of Object.keys(hidden)) Object.defineProperty(all, name, { enumerable: false });
  return all;
}
