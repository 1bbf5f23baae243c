import type { ChatRequest } from '@plugboard/core/provider';
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

/** The options of a call besides messages and parameters. */
export const webExtra = ['use_search_engine', 'use_code_interpreter'] as const;

/** Writes the request as the web app does. Throws the errors of {@link toHistory}. */
export function toChatBody(request: ChatRequest, options: HistoryOptions): ChatBody {
  const { extra, parameters } = request;
  const { seed } = parameters;
  return {
    conversation_history: toHistory(request.messages, options),
    stream: true,
    use_search_engine: extra['use_search_engine'] === true,
    use_code_interpreter: extra['use_code_interpreter'] === true,
    model_name: request.model,
    ...(seed === undefined ? {} : { random_seed: seed }),
  };
}
