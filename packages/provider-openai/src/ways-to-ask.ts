import type { AnotherWay, ChatCompletionsOptions } from '@plugboard/core/chat-completions';
import type { HttpFailure, Logger } from '@plugboard/core/provider';
import { refusesStreamOptions, refusesWhole } from './refusals.ts';

/** Models whose habits are kept; whoever asks for more has long forgotten the first ones. */
const mostModels = 1_000;

/** What is asked for. */
interface Asking {
  readonly stream: boolean;
  readonly streamOptions: boolean;
}

/** What a call brings along. */
export interface AskingCall {
  readonly model: string;
  /** Whether the caller wants a stream. */
  readonly stream: boolean;
  /** What stays the same whichever way is taken. */
  readonly options: ChatCompletionsOptions;
  /** The failure that was judged last, once. */
  takeFailure(): HttpFailure | undefined;
}

/**
 * How a service, model by model, wants to be asked, as far as its refusals have told. Behind one base URL there may be several
 * services, so what one model refuses says nothing of another. Kept for the life of the instance.
 */
export class WaysToAsk {
  readonly #knowsStreamOptions: boolean;
  readonly #log: Logger;
  readonly #onlyStreams = new Set<string>();
  readonly #refusesStreamOptions = new Set<string>();

  /** @param knowsStreamOptions - `false`: the service is known to refuse `stream_options`. */
  constructor(knowsStreamOptions: boolean, log: Logger) {
    this.#knowsStreamOptions = knowsStreamOptions;
    this.#log = log;
  }

  /** How to ask for an answer, and how to ask once more when the service refuses that. */
  optionsFor(call: AskingCall): ChatCompletionsOptions {
    const { model, stream } = call;
    return this.#way(call, {
      stream: stream || this.#onlyStreams.has(model),
      streamOptions: this.#knowsStreamOptions && !this.#refusesStreamOptions.has(model),
    });
  }

  #way(call: AskingCall, asking: Asking): ChatCompletionsOptions {
    return { ...call.options, ...asking, again: () => this.#again(call, asking) };
  }

  #again(call: AskingCall, { stream, streamOptions }: Asking): AnotherWay | undefined {
    const failure = call.takeFailure();
    if (failure === undefined) return undefined;
    if (!stream && refusesWhole(failure)) {
      return {
        ...this.#way(call, { stream: true, streamOptions }),
        onAnswer: () => this.#keep(this.#onlyStreams, call.model, 'only streams'),
      };
    }
    if (stream && streamOptions && refusesStreamOptions(failure)) {
      return {
        ...this.#way(call, { stream, streamOptions: false }),
        onAnswer: () => this.#keep(this.#refusesStreamOptions, call.model, 'refuses stream_options'),
      };
    }
    return undefined;
  }

  #keep(models: Set<string>, model: string, habit: string): void {
    this.#log.debug(`openai: the model ${habit}, and is asked accordingly from now on`, { model });
    models.add(model);
    const [oldest] = models;
    if (models.size > mostModels && oldest !== undefined) models.delete(oldest);
  }
}
