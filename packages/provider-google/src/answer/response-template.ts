import { isJsonObject, type JsonObject, jsonObjectIn, TextTemplate } from '@plugboard/core/provider';

/** The contents of a response that only adds to the text. */
export interface TextResponse {
  readonly text: string;
  /** The counts so far; `undefined`: the response has none. */
  readonly usage: JsonObject | undefined;
}

/**
 * Reads responses that differ from the previous one only in their text and their counts, as most of an answer do. Only the counts are then
 * parsed. If anything else differs, even one character, the result is `undefined`.
 */
export class ResponseTemplate {
  readonly #template = new TextTemplate();
  /** The name of the counts, up to their opening brace; `undefined`: there are none. */
  #mark: string | undefined;
  /** Everything after the counts. */
  #tail = '';
  /** Whether the last response that was parsed fits. */
  #open = false;

  /** The text and the counts of a response that need not be parsed. */
  read(data: string): TextResponse | undefined {
    return this.#open ? this.#read(data) : undefined;
  }

  /** Called with each response that had to be parsed. */
  saw(data: string, response: JsonObject): void {
    const text = onlyTextOf(response);
    this.#open = text !== undefined && (this.#read(data)?.text === text || this.#learn(data, text, response));
  }

  #read(data: string): TextResponse | undefined {
    const mark = this.#mark;
    if (mark === undefined) {
      const text = this.#template.textIn(data);
      return text === undefined ? undefined : { text, usage: undefined };
    }
    const at = data.lastIndexOf(mark);
    const end = data.length - this.#tail.length;
    if (at < 0 || data.slice(end) !== this.#tail) return undefined;
    const text = this.#template.textIn(data.slice(0, at));
    const usage = text === undefined ? undefined : objectIn(data.slice(at + mark.length, end));
    return text === undefined || usage === undefined ? undefined : { text, usage };
  }

  #learn(data: string, text: string, { usageMetadata }: JsonObject): boolean {
    const [mark] = /"usageMetadata": ?(?=\{)/.exec(data) ?? [];
    this.#mark = mark;
    this.#tail = '';
    if (mark === undefined) return usageMetadata === undefined && this.#template.learn(data, text, saysText);
    const at = data.indexOf(mark);
    const end = endOfObject(data, at + mark.length);
    const counts = objectIn(data.slice(at + mark.length, end));
    if (data.lastIndexOf(mark) !== at || JSON.stringify(counts) !== JSON.stringify(usageMetadata)) return false;
    this.#tail = data.slice(end);
    return this.#template.learn(data.slice(0, at), text, (head, other) => saysText(head + data.slice(at), other));
  }
}

/** The text of a response that says nothing else about the answer. */
function onlyTextOf({ candidates, promptFeedback }: JsonObject): string | undefined {
  const listed: readonly unknown[] = Array.isArray(candidates) ? candidates : [];
  const { content, finishReason, logprobsResult } = jsonObjectIn(listed[0]);
  const { parts } = jsonObjectIn(content);
  const all: readonly unknown[] = Array.isArray(parts) ? parts : [];
  const part = jsonObjectIn(all[0]);
  const isOne = listed.length === 1 && all.length === 1 && Object.keys(part).length === 1;
  if (!isOne || (finishReason ?? logprobsResult ?? promptFeedback) !== undefined) return undefined;
  return typeof part['text'] === 'string' ? part['text'] : undefined;
}

function saysText(data: string, text: string): boolean {
  return onlyTextOf(jsonObjectIn(objectIn(data))) === text;
}

/** The offset after the closing brace of the object that begins at `start`. */
function endOfObject(data: string, start: number): number {
  let depth = 0;
  for (const { 0: token, index } of data.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') depth += 1;
    else if (token === '}') depth -= 1;
    if (depth === 0) return start + index + 1;
  }
  return data.length;
}

function objectIn(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
