import { type ChatEvent, isJsonObject, type JsonObject, type Logger, textIn } from '@plugboard/core/provider';
import { detailFormat } from '../detail-format.ts';
import type { AnswerText } from './answer-text.ts';

/** A block of the answer while it arrives. */
export interface OpenBlock {
  /** The events of its beginning. */
  begin(): readonly ChatEvent[];
  /** The events of a delta; `undefined` if the block does not know its type. */
  add(delta: JsonObject): readonly ChatEvent[] | undefined;
  /** The events when the block is complete. */
  end(): readonly ChatEvent[];
}

const nothing: readonly ChatEvent[] = [];

/** Text, with the citations that belong to it. */
export class TextBlock implements OpenBlock {
  readonly #start: JsonObject;
  readonly #index: number;
  readonly #text: AnswerText;
  readonly #from: number;
  readonly #citations: JsonObject[] = [];

  constructor(start: JsonObject, index: number, text: AnswerText) {
    this.#start = start;
    this.#index = index;
    this.#text = text;
    this.#from = text.length;
  }

  begin(): readonly ChatEvent[] {
    const { text, citations } = this.#start;
    if (Array.isArray(citations)) this.#citations.push(...citations.filter(isJsonObject));
    return this.#sayIfAny(textIn(text));
  }

  add({ type, text, citation }: JsonObject): readonly ChatEvent[] | undefined {
    if (type === 'text_delta') return this.#sayIfAny(textIn(text));
    if (type !== 'citations_delta') return undefined;
    if (isJsonObject(citation)) this.#citations.push(citation);
    return nothing;
  }

  /** Emits the sources: which passage draws on them is known when the whole text is here. */
  end(): readonly ChatEvent[] {
    const sources = this.#citations.flatMap((citation) => this.#text.cited(citation, this.#from));
    const place = this.#place();
    return place === undefined ? sources : [...sources, place];
  }

  /**
   * The place of the text, so that a turn of several texts can go back as it came: a completion joins them to one. The first text needs
   * no place, unless it draws on a search of the service, which needs the citations back.
   */
  #place(): ChatEvent | undefined {
    const [start, end] = [this.#from, this.#text.length];
    const citations = this.#citations.filter(({ encrypted_index: proof }) => typeof proof === 'string');
    if (citations.length > 0) this.#text.placesCount = true;
    if (start === end || !this.#text.placesCount) return undefined;
    return detailOf({ type: 'text', start, end, ...(citations.length > 0 && { citations }) }, this.#index);
  }

  /** Adds a text that is not empty. */
  say(text: string): ChatEvent {
    this.#text.length += text.length;
    return { type: 'text-delta', text };
  }

  #sayIfAny(text: string): readonly ChatEvent[] {
    return text === '' ? nothing : [this.say(text)];
  }
}

/** A block of thinking. It goes back only if it is signed. */
export class ThinkingBlock implements OpenBlock {
  readonly #start: JsonObject;
  readonly #index: number;
  #thinking = '';
  #signature: string;

  constructor(start: JsonObject, index: number) {
    this.#start = start;
    this.#index = index;
    this.#signature = textIn(start['signature']);
  }

  begin(): readonly ChatEvent[] {
    return this.#think(textIn(this.#start['thinking']));
  }

  add({ type, thinking, signature }: JsonObject): readonly ChatEvent[] | undefined {
    if (type === 'thinking_delta') return this.#think(textIn(thinking));
    if (type !== 'signature_delta') return undefined;
    this.#signature += textIn(signature);
    return nothing;
  }

  end(): readonly ChatEvent[] {
    if (this.#signature === '') return nothing;
    const block = { ...this.#start, type: 'thinking', thinking: this.#thinking, signature: this.#signature };
    return [detailOf(block, this.#index)];
  }

  #think(text: string): readonly ChatEvent[] {
    this.#thinking += text;
    return text === '' ? nothing : [{ type: 'reasoning-delta', text }];
  }
}

/** A call of a tool of the caller. */
export class CallBlock implements OpenBlock {
  readonly #start: JsonObject;
  readonly #index: number;
  #hasArguments = false;

  /** @param index - Which call of the answer it is. */
  constructor(start: JsonObject, index: number) {
    this.#start = start;
    this.#index = index;
  }

  begin(): readonly ChatEvent[] {
    const { id, name, caller, toolset_name: toolset } = this.#start;
    // A call by a program in the service's container has to go back with its `caller`.
    const program = isJsonObject(caller) && caller['type'] !== 'direct' ? { caller } : undefined;
    const extra = typeof toolset === 'string' ? { ...program, toolset_name: toolset } : program;
    return [
      { type: 'tool-call-delta', index: this.#index, id: textIn(id), name: textIn(name), ...(extra && { extra }) },
    ];
  }

  add({ type, partial_json: json }: JsonObject): readonly ChatEvent[] | undefined {
    if (type !== 'input_json_delta') return undefined;
    const text = textIn(json);
    if (text === '') return nothing;
    this.#hasArguments = true;
    return [{ type: 'tool-call-delta', index: this.#index, arguments: text }];
  }

  /** If no delta came, the input is that of the beginning. A call without arguments has an empty one. */
  end(): readonly ChatEvent[] {
    if (this.#hasArguments) return nothing;
    const { input } = this.#start;
    return [
      { type: 'tool-call-delta', index: this.#index, arguments: JSON.stringify(isJsonObject(input) ? input : {}) },
    ];
  }
}

/** A block that only the service understands, and needs back: redacted thinking, calls of its own tools, and their results. */
export class OpaqueBlock implements OpenBlock {
  #start: JsonObject;
  readonly #index: number;
  readonly #log: Logger;
  #json = '';

  constructor(start: JsonObject, index: number, log: Logger) {
    this.#start = start;
    this.#index = index;
    this.#log = log;
  }

  begin(): readonly ChatEvent[] {
    return nothing;
  }

  add({ type, partial_json: json, ...rest }: JsonObject): readonly ChatEvent[] | undefined {
    if (type === 'compaction_delta') {
      this.#start = { ...this.#start, ...rest };
      return nothing;
    }
    if (type !== 'input_json_delta') return undefined;
    this.#json += textIn(json);
    return nothing;
  }

  end(): readonly ChatEvent[] {
    if (this.#json === '') return [detailOf(this.#start, this.#index)];
    try {
      const input: unknown = JSON.parse(this.#json);
      return [detailOf({ ...this.#start, input }, this.#index)];
    } catch {
      this.#log.debug('anthropic: a block whose input is not JSON was ignored', { type: this.#start['type'] });
      return nothing;
    }
  }
}

const opaqueTypes: ReadonlySet<string> = new Set([
  'redacted_thinking',
  'compaction',
  'fallback',
  'container_upload',
  'mcp_tool_listing',
]);

/** Whether a block of this type goes back as it is. */
export function isOpaque(type: string): boolean {
  return opaqueTypes.has(type) || /_tool_(?:use|result)$/.test(type);
}

function detailOf(block: JsonObject, index: number): ChatEvent {
  return { type: 'reasoning-detail', detail: { ...block, type: textIn(block['type']), format: detailFormat, index } };
}
