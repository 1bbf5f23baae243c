import type { JsonObject } from '@plugboard/core/provider';
import { factsOf, type ModelFacts } from '../model-facts.ts';

/** Token budgets, as in Google's own OpenAI-compatible endpoint. */
const budgets: ReadonlyMap<string, number> = new Map([
  ['minimal', 1_024],
  ['low', 1_024],
  ['medium', 8_192],
  ['high', 24_576],
]);

/** Efforts, from the least on. */
const efforts: readonly string[] = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * What `reasoning_effort` becomes: a level for newer models, a token budget for older ones. If the model does not support it, the nearest
 * setting is sent, with a warning.
 */
export function thinkingFor(
  effort: string | undefined,
  model: string,
  warn: (message: string) => void,
): JsonObject | undefined {
  if (effort === undefined) return undefined;
  const facts = factsOf(model);
  if (facts.thinks === 'never') {
    if (effort !== 'none') warn(`${model} does not think: reasoning_effort was left out.`);
    return undefined;
  }
  if (effort === 'none') return withoutThinking(facts, model, warn);
  if (facts.thinks === 'level') return { includeThoughts: true, thinkingLevel: levelFor(effort, facts, model, warn) };
  const budget = budgets.get(effort) ?? facts.mostBudget;
  return { includeThoughts: true, thinkingBudget: Math.min(Math.max(budget, facts.leastBudget), facts.mostBudget) };
}

function withoutThinking(
  { thinks, levels, leastBudget }: ModelFacts,
  model: string,
  warn: (message: string) => void,
): JsonObject {
  const [least = 'low'] = levels;
  if (thinks === 'budget' && leastBudget === 0) return { thinkingBudget: 0 };
  const became = thinks === 'budget' ? `a budget of ${leastBudget} tokens` : least;
  warn(`${model} cannot turn thinking off: reasoning_effort none was sent as ${became}.`);
  return thinks === 'budget' ? { thinkingBudget: leastBudget } : { thinkingLevel: least };
}

/** The nearest level that is not lower than the effort, or the highest one. An unknown effort is sent unchanged. */
function levelFor(effort: string, { levels }: ModelFacts, model: string, warn: (message: string) => void): string {
  const rank = efforts.indexOf(effort);
  if (levels.includes(effort) || rank === -1) return effort;
  const nearest = levels.find((level) => efforts.indexOf(level) > rank) ?? levels.at(-1) ?? effort;
  warn(`${model} does not support reasoning_effort ${effort}: ${nearest} was sent.`);
  return nearest;
}
