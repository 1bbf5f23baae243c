import { fieldOf, type JsonObject } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { Effort, ModelFacts } from '../models.ts';
import { numberAt, objectAt, wordAt } from './fields.ts';
import type { Thinking, ToolChoice } from './messages-request.ts';

const types = ['adaptive', 'enabled', 'between_tools', 'disabled'] as const;
const displays = ['summarized', 'omitted'] as const;
const smallestBudget = 1_024;

/** Reads the thinking settings. Refuses what the model does not support, with the documented error messages of the service. */
export function readThinking(
  body: JsonObject,
  model: ModelFacts,
  maxTokens: number | undefined,
  effort: Effort | undefined,
): Thinking {
  const usual = model.omitsThoughts ? 'omitted' : 'summarized';
  const given = fieldOf(body, 'thinking');
  if (given === undefined) {
    return { type: model.thinksByDefault ? 'adaptive' : 'disabled', budget: undefined, display: usual };
  }
  const thinking = objectAt(given, 'thinking');
  const type = wordAt(thinking, 'type', 'thinking', types);
  checkType(type, model, effort);
  const shown = fieldOf(thinking, 'display') ?? undefined;
  const display = shown === undefined ? usual : wordAt(thinking, 'display', `thinking.${type}`, displays);
  const budget = type === 'enabled' ? readBudget(thinking, maxTokens) : undefined;
  return { type, budget, display };
}

/** Refuses tool choices and sampling together with thinking. According to the documentation, only the type `enabled` forbids them. */
export function checkAlongThinking({ type }: Thinking, toolChoice: ToolChoice, body: JsonObject): void {
  if (type !== 'enabled') return;
  if (toolChoice.type === 'any' || toolChoice.type === 'tool') {
    throw invalid('Thinking may not be enabled when tool_choice forces tool use.');
  }
  const [temperature, topP, topK] = ['temperature', 'top_p', 'top_k'].map((name) => fieldOf(body, name));
  if (temperature !== undefined && temperature !== 1) {
    throw invalid('`temperature` may only be set to 1 when thinking is enabled.');
  }
  if (typeof topP === 'number' && topP < 0.95) {
    throw invalid('`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.');
  }
  if (topK !== undefined) throw invalid('`top_k` must be unset when thinking is enabled.');
}

function checkType(type: Thinking['type'], model: ModelFacts, effort: Effort | undefined): void {
  if (model.thinking.includes(type)) {
    if (type !== 'disabled' || !model.thinksByDefault || (effort !== 'xhigh' && effort !== 'max')) return;
    throw invalid(`"thinking.type.disabled" is not supported at effort ${effort} for this model.`);
  }
  if (type === 'adaptive') throw invalid('adaptive thinking is not supported on this model');
  if (type === 'disabled') {
    throw invalid(
      '"thinking.type.disabled" is not supported for this model. Thinking defaults to adaptive mode when not specified; use "thinking.type.enabled" with "budget_tokens" for extended thinking.',
    );
  }
  throw invalid(
    `"thinking.type.${type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`,
  );
}

function readBudget(thinking: JsonObject, maxTokens: number | undefined): number {
  const limits = { least: smallestBudget, most: Number.POSITIVE_INFINITY, whole: true };
  const budget = numberAt(thinking, 'budget_tokens', 'thinking.enabled', limits);
  if (budget === undefined) throw invalid('thinking.enabled.budget_tokens: Field required');
  if (maxTokens !== undefined && budget >= maxTokens) {
    throw invalid('`max_tokens` must be greater than `thinking.budget_tokens`.');
  }
  return budget;
}
