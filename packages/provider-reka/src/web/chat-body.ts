import { PlugboardError, type ChatRequest } from '@plugboard/core/provider';
import { toHistory, type HistoryOptions, type HistoryTurn } from './history.ts';

/** The body of `POST /api/chat`. */
export interface ChatBody {
  readonly conversation_history: readonly HistoryTurn[];
  readonly stream: true;
  readonly use_search_engine: boolean;
  readonly use_code_interpreter: boolean;
  readonly model_name: string;
  readonly random_seed?: number;
}

/** What a caller may say beyond messages and parameters. */
export const webExtra = ['use_search_engine', 'use_code_interpreter'] as const;

/** Writes the request as the web app does. Throws `input_invalid` when a switch is no boolean, and what {@link toHistory} throws. */
export function toChatBody(request: ChatRequest, options: HistoryOptions): ChatBody {
  const { seed } = request.parameters;
  return {
    conversation_history: toHistory(request.messages, options),
    stream: true,
    use_search_engine: switchOf(request, 'use_search_engine'),
    use_code_interpreter: switchOf(request, 'use_code_interpreter'),
    model_name: request.model,
    ...(seed === undefined ? {} : { random_seed: seed }),
  };
}

function switchOf({ extra }: ChatRequest, name: (typeof webExtra)[number]): boolean {
  const value = extra[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw new PlugboardError('input_invalid', `provider_options.reka.${name} is true or false, not ${typeof value}.`);
}
