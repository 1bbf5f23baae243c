import type { ChatEvent, JsonObject } from '@plugboard/core/provider';
import { isObject, objectIn, textIn } from '../json-object.ts';
import { finishReasonOf } from './finish-reasons.ts';
import { logprobsIn } from './logprobs.ts';
import type { PartReader } from './part-reader.ts';
import { sourcesIn } from './sources.ts';
import { usageFrom } from './usage.ts';

/** What a candidate says besides its content, and what the caller may have to show. */
const told = [
  'finishMessage',
  'safetyRatings',
  'groundingMetadata',
  'urlContextMetadata',
  'citationMetadata',
  'avgLogprobs',
] as const;

/** Reads one answer, response by response. It is complete when the service has said why it ended. */
export class ResponseReader {
  readonly #parts: PartReader;
  #begun = false;
  #usage: JsonObject = {};
  #finishReason = '';
  #blockReason = '';
  /** The last of each of the facts in `told`. */
  #facts: JsonObject = {};

  constructor(parts: PartReader) {
    this.#parts = parts;
  }

  /** Whether the answer has come to its end. A prompt that was blocked has no answer. */
  get isComplete(): boolean {
    return this.#finishReason !== '' || this.#blockReason !== '';
  }

  /** What a response says. Fields that are not known say nothing. */
  *read(response: JsonObject): Generator<ChatEvent, void, undefined> {
    const { candidates, promptFeedback, usageMetadata } = response;
    if (!this.#begun) {
      this.#begun = true;
      yield startOf(response);
    }
    if (isObject(usageMetadata)) this.#usage = usageMetadata;
    const blocked = textIn(objectIn(promptFeedback)['blockReason']);
    if (blocked !== '') {
      this.#blockReason = blocked;
      this.#facts = { ...this.#facts, promptFeedback };
    }
    const listed: readonly unknown[] = Array.isArray(candidates) ? candidates : [];
    const [candidate] = listed;
    if (isObject(candidate)) yield* this.#readCandidate(candidate);
  }

  *#readCandidate(candidate: JsonObject): Generator<ChatEvent, void, undefined> {
    const { parts } = objectIn(candidate['content']);
    let logprobs = logprobsIn(candidate);
    for (const part of Array.isArray(parts) ? parts : []) {
      if (!isObject(part)) continue;
      yield* this.#parts.read(part, logprobs);
      // They are those of the whole response, which rarely has a second part.
      if (textIn(part['text']) !== '') logprobs = undefined;
    }
    for (const name of told)
      if (candidate[name] !== undefined) this.#facts = { ...this.#facts, [name]: candidate[name] };
    const reason = textIn(candidate['finishReason']);
    if (reason !== '') this.#finishReason = reason;
  }

  /** The end, with what the service said about all of the answer. */
  *finish(): Generator<ChatEvent, void, undefined> {
    yield* sourcesIn(this.#facts, this.#parts.text);
    const usage = usageFrom(this.#usage);
    const isCall = this.#finishReason === 'STOP' && this.#parts.called;
    yield {
      type: 'finish',
      reason: this.#blockReason !== '' ? 'content-filter' : isCall ? 'tool-calls' : finishReasonOf(this.#finishReason),
      rawReason: this.#blockReason === '' ? this.#finishReason : this.#blockReason,
      ...(usage !== undefined && { usage }),
      ...(Object.keys(this.#facts).length > 0 && { fields: this.#facts }),
    };
  }
}

function startOf({ responseId, modelVersion }: JsonObject): ChatEvent {
  return {
    type: 'response',
    ...(typeof responseId === 'string' && { id: responseId }),
    ...(typeof modelVersion === 'string' && { model: modelVersion }),
  };
}
