import type { AnotherWay, ChatCompletionsOptions } from '@plugboard/core/chat-completions';
import type { HttpFailure, Logger } from '@plugboard/core/provider';
import { refusesStreamOptions, refusesWhole } from './failures.ts';

/** The refusals of this many models are remembered. The oldest is forgotten first. */
const maxModels = 1_000;

/** What a request asks for besides what the caller gave, and how to ask once more. */
export type Variant = Pick<ChatCompletionsOptions, 'stream' | 'streamOptions' | 'again'>;

type Asked = Readonly<Record<'stream' | 'streamOptions', boolean>>;

/** A call, as the choice of a variant needs it. */
export interface VariantCall {
  readonly model: string;
  /** Whether the caller wants a stream. */
  readonly stream: boolean;
  /** The options of a variant. */
  optionsOf(variant: Variant): ChatCompletionsOptions;
  /** The latest failure, so that it is classified once. */
  takeFailure(): HttpFailure | undefined;
}

/**
 * Remembers for each model which variant of a request its service accepts, as its refusals have shown. Several services may be
 * behind one base URL, so a refusal for one model says nothing about another. Kept for the life of the instance.
 */
export class RequestVariants {
  readonly #knowsStreamOptions: boolean;
  readonly #log: Logger;
  readonly #onlyStreams = new Set<string>();
  readonly #refusesStreamOptions = new Set<string>();

  /** @param knowsStreamOptions - `false`: the service is known to refuse `stream_options`. */
  constructor(knowsStreamOptions: boolean, log: Logger) {
    this.#knowsStreamOptions = knowsStreamOptions;
    this.#log = log;
  }

  /** The options of a request, and of a second one if the service refuses the first. */
  optionsFor(call: VariantCall): ChatCompletionsOptions {
    const { model, stream } = call;
    return this.#options(call, {
      stream: stream || this.#onlyStreams.has(model),
      streamOptions: this.#knowsStreamOptions && !this.#refusesStreamOptions.has(model),
    });
  }

  #options(call: VariantCall, asked: Asked): ChatCompletionsOptions {
    const { stream, streamOptions } = asked;
    return call.optionsOf({ stream, streamOptions, again: () => this.#again(call, asked) });
  }

  #again(call: VariantCall, { stream, streamOptions }: Asked): AnotherWay | undefined {
    const failure = call.takeFailure();
    if (failure === undefined) return undefined;
    if (!stream && refusesWhole(failure)) {
      return {
        ...this.#options(call, { stream: true, streamOptions }),
        onAnswer: () => this.#keep(this.#onlyStreams, call.model, 'only streams'),
      };
    }
    if (stream && streamOptions && refusesStreamOptions(failure)) {
      return {
        ...this.#options(call, { stream, streamOptions: false }),
        onAnswer: () => this.#keep(this.#refusesStreamOptions, call.model, 'refuses stream_options'),
      };
    }
    return undefined;
  }

  #keep(models: Set<string>, model: string, habit: string): void {
    this.#log.debug(`openai: the model ${habit}, and is asked that way from now on`, { model });
    models.add(model);
    const [oldest] = models;
    if (models.size > maxModels && oldest !== undefined) models.delete(oldest);
  }
}
