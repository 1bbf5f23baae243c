import type { ChatRequest, JsonObject } from '@plugboard/core/provider';
import { factsOf, type ModelFacts } from '../model-facts.ts';
import type { Turn } from './turns.ts';

/** How thinking is requested. */
export interface Thinking {
  readonly thinking?: JsonObject | undefined;
  readonly effort?: string | undefined;
}

/** The share of `max_tokens` that thinking may take, for models with a budget. */
const shares: Readonly<Record<string, number>> = {
  minimal: 0.1,
  low: 0.2,
  medium: 0.5,
  high: 0.8,
  xhigh: 0.95,
  max: 0.95,
};

/** The service refuses a smaller budget. */
const leastBudget = 1_024;

/** What a request depends on besides `reasoning_effort`. */
export interface ThinkingContext {
  readonly request: ChatRequest;
  readonly maxTokens: number;
  readonly turns: readonly Turn[];
  warn(message: string): void;
}

/**
 * What `reasoning_effort` becomes: an effort for models that decide themselves how much to think, a token budget for older ones. If the
 * model or the conversation does not allow it, the nearest setting is sent, with a warning.
 */
export function thinkingFor(effort: string | undefined, context: ThinkingContext): Thinking {
  if (effort === undefined) return {};
  const facts = factsOf(context.request.model);
  if (effort === 'none') return withoutThinking(facts, context);
  switch (facts.thinks) {
    case 'adaptive':
      // Newer models return no thinking unless a summary is requested.
      return { thinking: { type: 'adaptive', display: 'summarized' }, effort: knownEffort(effort, facts, context) };
    case 'budget':
      return withBudget(effort, context);
    case 'never':
      context.warn(`${context.request.model} does not think: reasoning_effort was left out.`);
      return {};
  }
}

function withoutThinking({ thinks, least }: ModelFacts, { request, warn }: ThinkingContext): Thinking {
  if (thinks === 'never') return {};
  if (least === 'adaptive') {
    warn(`${request.model} cannot turn thinking off: reasoning_effort none was sent as low.`);
    return { thinking: { type: 'adaptive', display: 'summarized' }, effort: 'low' };
  }
  if (least === 'between_tools' && request.tools !== undefined) {
    warn(`${request.model} cannot turn thinking off between tool calls.`);
  }
  return { thinking: { type: least } };
}

function knownEffort(effort: string, { efforts }: ModelFacts, { request, warn }: ThinkingContext): string {
  if (effort === 'minimal') return 'low';
  const [highest] = efforts.filter((known) => known !== 'max').slice(-1);
  if (effort !== 'xhigh' || highest === undefined || efforts.includes(effort)) return effort;
  warn(`${request.model} does not support reasoning_effort ${effort}: ${highest} was sent.`);
  return highest;
}

function withBudget(effort: string, { request, maxTokens, turns, warn }: ThinkingContext): Thinking {
  const left = (why: string): Thinking => {
    warn(`${why}, so ${request.model} was asked not to think: reasoning_effort was left out.`);
    return {};
  };
  if (maxTokens <= leastBudget)
    return left(`Thinking takes at least ${leastBudget} tokens, but max_tokens allows only ${maxTokens}`);
  if (request.tool_choice === 'required' || typeof request.tool_choice === 'object') {
    return left('The service does not combine thinking with a forced tool call');
  }
  if (isOpenWithoutThought(turns)) {
    return left(
      'The service requires the thinking before a tool call, but the call was made without thinking or by another model',
    );
  }
  const share = Math.floor(maxTokens * (shares[effort] ?? 0.5));
  const budget = Math.min(Math.max(share, leastBudget), maxTokens - 1);
  return { thinking: { type: 'enabled', budget_tokens: budget } };
}

/** Whether the conversation ends with results of calls that have no thinking before them. */
function isOpenWithoutThought(turns: readonly Turn[]): boolean {
  const last = turns.at(-1);
  const before = turns.at(-2);
  if (last?.role !== 'user' || !last.blocks.some(({ type }) => type === 'tool_result')) return false;
  const [first] = before?.blocks ?? [];
  return first?.type !== 'thinking' && first?.type !== 'redacted_thinking';
}
