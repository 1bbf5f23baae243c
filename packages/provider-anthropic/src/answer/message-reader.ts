import {
  type ChatEvent,
  isJsonObject,
  type JsonObject,
  jsonObjectIn,
  type Logger,
  textIn,
  TextTemplate,
} from '@plugboard/core/provider';
import { AnswerText } from './answer-text.ts';
import { CallBlock, isOpaque, OpaqueBlock, TextBlock, ThinkingBlock, type OpenBlock } from './open-block.ts';
import { finishReasonOf } from './stop-reasons.ts';
import { usageFrom } from './usage.ts';

const nothing: readonly ChatEvent[] = [];

/** Reads the events of one answer. An answer is complete at `message_stop`, and only there. */
export class MessageReader {
  readonly #log: Logger;
  readonly #requestId: () => string | undefined;
  readonly #blocks = new Map<unknown, OpenBlock>();
  readonly #text = new AnswerText();
  readonly #template = new TextTemplate();
  /** The block to which the template adds, as long as nothing else comes. */
  #open: TextBlock | undefined;
  /** The model that took over when the requested one declined. */
  #fallbackModel = '';
  #calls = 0;
  #usage: JsonObject = {};
  /** What the service said about the whole answer at its end. */
  #delta: JsonObject = {};
  #isComplete = false;

  /** @param requestId - The id of the request from the headers of the response. */
  constructor(log: Logger, requestId: () => string | undefined) {
    this.#log = log;
    this.#requestId = requestId;
  }

  /** Whether the answer has ended. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Reads an event that only adds to the open text, as most do, without parsing it. `undefined`: another event. */
  readText(data: string): ChatEvent | undefined {
    const text = this.#open === undefined ? undefined : this.#template.textIn(data);
    return text === undefined ? undefined : this.#open?.say(text);
  }

  /** Called with the JSON of each event after {@link read}. */
  learn(data: string, { type, index, delta }: JsonObject): void {
    const block = type === 'content_block_delta' ? this.#blocks.get(index) : undefined;
    const { type: kind, text } = jsonObjectIn(delta);
    const isText = block instanceof TextBlock && kind === 'text_delta' && typeof text === 'string';
    const fits = isText && (this.#template.textIn(data) === text || this.#template.learn(data, text, saysText));
    this.#open = fits ? block : undefined;
  }

  /** The chat events of one event of the service. Unknown events give none, as the service asks of clients. */
  read(event: JsonObject): readonly ChatEvent[] {
    switch (event['type']) {
      case 'content_block_delta':
        return this.#add(event);
      case 'content_block_start':
        return this.#begin(event['index'], jsonObjectIn(event['content_block']));
      case 'content_block_stop':
        return this.#end(event['index']);
      case 'message_start':
        return this.#start(jsonObjectIn(event['message']));
      case 'message_delta':
        this.#delta = { ...this.#delta, ...jsonObjectIn(event['delta']) };
        this.#count(event['usage']);
        return nothing;
      case 'message_stop':
        return this.#finish();
      case 'ping':
        return nothing;
      default:
        this.#ignore('an event', event['type']);
        return nothing;
    }
  }

  /** Reads an answer that came as one document. */
  readWhole(message: JsonObject): readonly ChatEvent[] {
    const blocks: readonly unknown[] = Array.isArray(message['content']) ? message['content'] : [];
    const said = blocks.flatMap((block, index) => [...this.#begin(index, jsonObjectIn(block)), ...this.#end(index)]);
    this.#delta = message;
    return [...this.#start(message), ...said, ...this.#finish()];
  }

  #start({ id, model, usage }: JsonObject): readonly ChatEvent[] {
    this.#count(usage);
    const requestId = this.#requestId();
    return [
      {
        type: 'response',
        ...(typeof id === 'string' && { id }),
        ...(typeof model === 'string' && { model }),
        ...(requestId !== undefined && { requestId }),
      },
    ];
  }

  #begin(index: unknown, start: JsonObject): readonly ChatEvent[] {
    if (start['type'] === 'fallback') this.#fallbackModel = textIn(jsonObjectIn(start['to'])['model']);
    const block = this.#blockOf(start, typeof index === 'number' ? index : this.#blocks.size);
    if (block === undefined) return nothing;
    this.#blocks.set(index, block);
    return block.begin();
  }

  #blockOf(start: JsonObject, index: number): OpenBlock | undefined {
    const type = textIn(start['type']);
    if (type === 'text') return new TextBlock(start, index, this.#text);
    if (this.#text.length > 0 && (type === 'thinking' || isOpaque(type))) this.#text.placesCount = true;
    if (type === 'thinking') return new ThinkingBlock(start, index);
    if (type === 'tool_use') return new CallBlock(start, this.#calls++);
    if (isOpaque(type)) return new OpaqueBlock(start, index, this.#log);
    this.#ignore('a block', type);
    return undefined;
  }

  #add({ index, delta }: JsonObject): readonly ChatEvent[] {
    const block = this.#blocks.get(index);
    if (block === undefined) return nothing;
    const events = block.add(jsonObjectIn(delta));
    if (events === undefined) this.#ignore('a delta', jsonObjectIn(delta)['type']);
    return events ?? nothing;
  }

  #end(index: unknown): readonly ChatEvent[] {
    const block = this.#blocks.get(index);
    this.#blocks.delete(index);
    return block?.end() ?? nothing;
  }

  /** Takes counts. They come at the start, and complete at the end. */
  #count(usage: unknown): void {
    const given = jsonObjectIn(usage);
    const counts: Record<string, unknown> = { ...this.#usage };
    for (const name of Object.keys(given)) if (given[name] !== null) counts[name] = given[name];
    this.#usage = counts;
  }

  #finish(): readonly ChatEvent[] {
    this.#isComplete = true;
    const reason = textIn(this.#delta['stop_reason']);
    const usage = usageFrom(this.#usage);
    const fields = this.#fields();
    return [
      {
        type: 'finish',
        reason: finishReasonOf(reason),
        ...(reason !== '' && { rawReason: reason }),
        ...(usage !== undefined && { usage }),
        ...(fields !== undefined && { fields }),
      },
    ];
  }

  #fields(): JsonObject | undefined {
    const { stop_sequence: stopSequence, stop_details: stopDetails, container } = this.#delta;
    const { documents } = this.#text;
    const fields = {
      ...(this.#fallbackModel !== '' && { model: this.#fallbackModel }),
      ...(typeof stopSequence === 'string' && { stop_sequence: stopSequence }),
      ...(isJsonObject(stopDetails) && { stop_details: stopDetails }),
      ...(isJsonObject(container) && { container }),
      ...(documents.length > 0 && { citations: documents }),
    };
    return Object.keys(fields).length === 0 ? undefined : fields;
  }

  #ignore(what: string, type: unknown): void {
    this.#log.debug(`anthropic: ${what} of an unknown type was ignored`, { type });
  }
}

/** Whether the JSON of an event adds this text. */
function saysText(data: string, text: string): boolean {
  const { delta } = jsonObjectIn(JSON.parse(data));
  return jsonObjectIn(delta)['text'] === text;
}
