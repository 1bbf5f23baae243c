import { piecesOf, serverSentEvent, type JsonObject } from '@plugboard/emulator-kit';
import type { PromptTokens } from '../usage.ts';
import type { Answer, AnswerBlock } from './answer.ts';

/** The facts that are sent with an answer. */
export interface MessageFacts {
  readonly id: string;
  readonly model: string;
  readonly prompt: PromptTokens;
}

/** An event of the stream. */
export interface StreamEvent {
  readonly type: string;
  /** The type of the delta inside, for events that have one. */
  readonly delta: string | undefined;
  readonly text: string;
}

const charactersOfArguments = 12;
const direct = { type: 'direct' } as const;

/** The answer as one object. */
export function messageOf(answer: Answer, facts: MessageFacts): object {
  return {
    ...head(facts),
    content: answer.blocks.map(wholeBlock),
    ...ending(answer),
    usage: { ...promptUsage(facts.prompt), ...outputUsage(answer) },
  };
}

/** The answer as the events of a stream, with a ping at the place where the service sends one. */
export function eventsOf(answer: Answer, facts: MessageFacts, pings: boolean): readonly StreamEvent[] {
  const start = {
    ...head(facts),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: { ...promptUsage(facts.prompt), output_tokens: 1, output_tokens_details: null },
  };
  const blocks = answer.blocks.flatMap((block, index) => {
    const [first, ...rest] = blockEvents(block, index);
    return first === undefined ? [] : [first, ...(pings && index === 0 ? [event({ type: 'ping' })] : []), ...rest];
  });
  return [
    event({ type: 'message_start', message: start }),
    ...blocks,
    event({
      type: 'message_delta',
      delta: { ...ending(answer), container: null },
      usage: { ...cumulative(facts.prompt), ...outputUsage(answer) },
    }),
    event({ type: 'message_stop' }),
  ];
}

function event(data: { readonly type: string } & JsonObject, delta?: string): StreamEvent {
  return { type: data.type, delta, text: serverSentEvent(data, data.type) };
}

function blockEvents(block: AnswerBlock, index: number): readonly StreamEvent[] {
  const deltas = deltasOf(block).map((delta) => event({ type: 'content_block_delta', index, delta }, delta.type));
  return [
    event({ type: 'content_block_start', index, content_block: emptyBlock(block) }),
    ...deltas,
    event({ type: 'content_block_stop', index }),
  ];
}

type Delta = { readonly type: string } & JsonObject;

function deltasOf(block: AnswerBlock): readonly Delta[] {
  switch (block.type) {
    case 'thinking': {
      const thoughts = piecesOf(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking }));
      return [...thoughts, { type: 'signature_delta', signature: block.signature }];
    }
    case 'redacted_thinking':
      return [];
    case 'text': {
      const citations = block.citations.map((citation) => ({ type: 'citations_delta', citation }));
      return [...citations, ...piecesOf(block.text).map((text) => ({ type: 'text_delta', text }))];
    }
    case 'tool_use':
    case 'server_tool_use': {
      // A call without arguments has no delta at all.
      const pieces = block.json === '{}' ? [] : ['', ...(block.json.match(argumentPieces) ?? [])];
      return pieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
    }
  }
}

const argumentPieces = new RegExp(`[^]{1,${charactersOfArguments}}`, 'gu');

function emptyBlock(block: AnswerBlock): object {
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'redacted_thinking':
      return block;
    case 'text':
      return { type: 'text', text: '', citations: block.citations.length > 0 ? [] : null };
    case 'tool_use':
    case 'server_tool_use':
      return { type: block.type, id: block.id, name: block.name, input: {}, caller: direct };
  }
}

function wholeBlock(block: AnswerBlock): object {
  switch (block.type) {
    case 'text':
      return { ...block, citations: block.citations.length > 0 ? block.citations : null };
    case 'tool_use':
    case 'server_tool_use':
      return { type: block.type, id: block.id, name: block.name, input: inputOf(block.json), caller: direct };
    default:
      return block;
  }
}

/** The arguments, or an empty object if they were cut off. */
function inputOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

function head({ id, model }: MessageFacts): object {
  return { id, type: 'message', role: 'assistant', model, container: null, diagnostics: null };
}

function ending({ stopReason, stopSequence, stopDetails }: Answer): object {
  return { stop_reason: stopReason, stop_sequence: stopSequence, stop_details: stopDetails };
}

function cumulative({ input, cacheRead, cacheWritten }: PromptTokens): object {
  return { input_tokens: input, cache_creation_input_tokens: cacheWritten, cache_read_input_tokens: cacheRead };
}

function promptUsage(prompt: PromptTokens): object {
  return {
    ...cumulative(prompt),
    cache_creation: {
      ephemeral_5m_input_tokens: prompt.cacheWritten - prompt.writtenForAnHour,
      ephemeral_1h_input_tokens: prompt.writtenForAnHour,
    },
    inference_geo: null,
    service_tier: 'standard',
    speed: 'standard',
    server_tool_use: null,
  };
}

function outputUsage({ output, thinking }: Answer): object {
  return {
    output_tokens: output,
    output_tokens_details: thinking > 0 ? { thinking_tokens: thinking } : null,
    server_tool_use: null,
  };
}
