import { type ChatEvent, isJsonObject, type JsonObject, jsonObjectIn, textIn } from '@plugboard/core/provider';
import { finishReasonOf } from './finish-reasons.ts';
import { logprobsIn } from './logprobs.ts';
import type { PartReader } from './part-reader.ts';
import { ResponseTemplate } from './response-template.ts';
import { sourcesIn } from './sources.ts';
import { usageFrom } from './usage.ts';

/** Fields of a candidate besides its content, some of which the caller may have to display. */
const told: ReadonlySet<string> = new Set([
  'finishMessage',
  'safetyRatings',
  'groundingMetadata',
  'urlContextMetadata',
  'citationMetadata',
  'avgLogprobs',
]);

/** Reads one answer, response by response. It is complete when the service has said why it ended. */
export class ResponseReader {
  readonly #parts: PartReader;
  readonly #template = new ResponseTemplate();
  #begun = false;
  #usage: JsonObject = {};
  #finishReason = '';
  #blockReason = '';
  /** The last of each of the facts in `told`. */
  #facts: JsonObject = {};

  constructor(parts: PartReader) {
    this.#parts = parts;
  }

  /** Whether the answer has ended. A blocked prompt has no answer. */
  get isComplete(): boolean {
    return this.#finishReason !== '' || this.#blockReason !== '';
  }

  /** Reads a response that only adds to the text, without parsing it. `undefined`: another response. */
  readText(data: string): ChatEvent | undefined {
    const said = this.#template.read(data);
    if (said === undefined) return undefined;
    if (said.usage !== undefined) this.#usage = said.usage;
    return this.#parts.readText(said.text);
  }

  /** Called with the JSON of each response after {@link read}. */
  learn(data: string, response: JsonObject): void {
    this.#template.saw(data, response);
  }

  /** The events of a response. Unknown fields give none. */
  read(response: JsonObject): readonly ChatEvent[] {
    const events: ChatEvent[] = [];
    const { candidates, promptFeedback, usageMetadata } = response;
    if (!this.#begun) {
      this.#begun = true;
      events.push(startOf(response));
    }
    if (isJsonObject(usageMetadata)) this.#usage = usageMetadata;
    const blocked = promptFeedback === undefined ? '' : textIn(jsonObjectIn(promptFeedback)['blockReason']);
    if (blocked !== '') {
      this.#blockReason = blocked;
      this.#facts = { ...this.#facts, promptFeedback };
    }
    const listed: readonly unknown[] = Array.isArray(candidates) ? candidates : [];
    const [candidate] = listed;
    if (isJsonObject(candidate)) this.#readCandidate(candidate, events);
    return events;
  }

  #readCandidate(candidate: JsonObject, events: ChatEvent[]): void {
    const { parts } = jsonObjectIn(candidate['content']);
    let logprobs = logprobsIn(candidate);
    for (const part of Array.isArray(parts) ? parts : []) {
      if (!isJsonObject(part)) continue;
      for (const event of this.#parts.read(part, logprobs)) events.push(event);
      // They belong to the whole response, so only its first text gets them.
      if (textIn(part['text']) !== '') logprobs = undefined;
    }
    for (const name in candidate) {
      if (told.has(name)) this.#facts = { ...this.#facts, [name]: candidate[name] };
    }
    const reason = textIn(candidate['finishReason']);
    if (reason !== '') this.#finishReason = reason;
  }

  /** The events of the end, with what the service said about the whole answer. */
  finish(): readonly ChatEvent[] {
    const usage = usageFrom(this.#usage);
    const isCall = this.#finishReason === 'STOP' && this.#parts.called;
    const end: ChatEvent = {
      type: 'finish',
      reason: this.#blockReason !== '' ? 'content-filter' : isCall ? 'tool-calls' : finishReasonOf(this.#finishReason),
      rawReason: this.#blockReason === '' ? this.#finishReason : this.#blockReason,
      ...(usage !== undefined && { usage }),
      ...(Object.keys(this.#facts).length > 0 && { fields: this.#facts }),
    };
    return [...sourcesIn(this.#facts, this.#parts.text), end];
  }
}

function startOf({ responseId, modelVersion }: JsonObject): ChatEvent {
  return {
    type: 'response',
    ...(typeof responseId === 'string' && { id: responseId }),
    ...(typeof modelVersion === 'string' && { model: modelVersion }),
  };
}
