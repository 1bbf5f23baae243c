import { serviceText } from '../errors/quote.ts';
import { formatModelId } from '../contract/model.ts';
import type { Resolution } from '../contract/resolution.ts';

/**
 * A resolution as a short table for people: the decision, then a line for each candidate that says why it won or lost.
 *
 * ```text
 * reka-core -> reka/reka-core (exact)
 *   chosen       reka/reka-core     It is the only provider with a model of this id.
 *   passed over  ollama/reka-core   Its pattern "*" matches, but an exact id or alias goes first.
 * ```
 */
export function formatResolution(resolution: Resolution): string {
  const rows = resolution.candidates.map(({ provider, model, outcome, reason }) => ({
    outcome: outcome === 'passed-over' ? 'passed over' : outcome,
    name: serviceText(formatModelId(provider, model)),
    reason,
  }));
  const outcomeWidth = Math.max(...rows.map(({ outcome }) => outcome.length));
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const target = serviceText(formatModelId(resolution.provider, resolution.model));
  return [
    `${serviceText(resolution.requested)} -> ${target} (${resolution.rule})`,
    ...rows.map(
      ({ outcome, name, reason }) => `  ${outcome.padEnd(outcomeWidth)}  ${name.padEnd(nameWidth)}  ${reason}`,
    ),
  ].join('\n');
}
