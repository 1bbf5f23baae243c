import { formatModelId } from './model.ts';
import { serviceText } from '../errors/quote.ts';

/** How a model name found its provider. */
export interface Resolution {
  /** The model as the caller wrote it. */
  readonly requested: string;
  /** The chosen instance. */
  readonly provider: string;
  /** The service's own model name. */
  readonly model: string;
  /** Which rule decided. The type lists the rules in their order of precedence. */
  readonly rule: 'call-provider' | 'client-provider' | 'config-alias' | 'qualified-id' | 'exact' | 'pattern';
  /** All candidates: the chosen one first, then fallbacks in their order, then those passed over. */
  readonly candidates: readonly Candidate[];
}

/** One provider that was considered for a model. */
export interface Candidate {
  readonly provider: string;
  readonly model: string;
  readonly outcome: 'chosen' | 'fallback' | 'passed-over';
  /** Why, in one sentence. */
  readonly reason: string;
}

/**
 * Formats a resolution as a short table for people: the decision, then one line for each candidate with the reason why
 * it won or lost.
 *
 * ```text
 * reka-core -> reka/reka-core (exact)
 *   chosen       reka/reka-core     It is the only provider with a model of this id.
 *   passed over  ollama/reka-core   Its pattern "*" matches, but an exact id or alias takes precedence.
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
