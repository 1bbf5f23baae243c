import { quote } from '../errors/quote.ts';
import { withPassedOver } from './passed-over.ts';
import { readFor, readName, type Reading } from './read-name.ts';
import type { Candidate, Resolution } from '../contract/resolution.ts';
import { resolveAlias } from './resolve-alias.ts';
import { modelAmbiguous, modelNotFound, providerNotFound } from './routing-errors.ts';
import type { RoutingTable } from './routing-table.ts';

/** What a call says about where it should go. */
export interface RoutingRequest {
  /** A model name, an alias, or `instance/model`. */
  readonly model: string;
  /** `provider` of the call: an instance. */
  readonly callProvider?: string | undefined;
  /** `provider` of the client: an instance. */
  readonly clientProvider?: string | undefined;
}

/**
 * Finds the provider of a model; pure, and independent of the order in which providers were given.
 *
 * Precedence: provider of the call, provider of the client, alias in the config, qualified id, exact id or alias of one owner,
 * longest pattern; but what is declared as a whole name is not split, see `readName`. Under a provider of the call or the client
 * the model is any name; it may be qualified with the same instance, and an alias of that instance's model becomes the model's id.
 *
 * Throws `model_not_found` (also for an unknown `callProvider`), `model_ambiguous`, or `config_invalid` (unknown
 * `clientProvider`, an alias whose target is an alias).
 */
export function resolveModel(table: RoutingTable, request: RoutingRequest): Resolution {
  if (request.model === '') throw modelNotFound(table, '');
  const decision = decide(table, request);
  const candidates = withPassedOver(table, request.model, decision).map((candidate) => withProblem(table, candidate));
  return { requested: request.model, ...decision, candidates };
}

/** A plugin that failed is tried again with each call, so its failure changes no decision; but whoever asks why has to see it. */
function withProblem({ instances }: RoutingTable, candidate: Candidate): Candidate {
  if (candidate.outcome === 'passed-over') return candidate;
  const instance = instances.find(({ id }) => id === candidate.provider);
  if (instance?.unusable !== undefined) {
    return { ...candidate, reason: `${candidate.reason} It cannot be used: ${instance.unusable}` };
  }
  const problem = instance?.lastLoad?.problem;
  if (problem === undefined) return candidate;
  return { ...candidate, reason: `${candidate.reason} When it was last needed, it could not be used: ${problem}` };
}

function decide(
  table: RoutingTable,
  { model, callProvider, clientProvider }: RoutingRequest,
): Omit<Resolution, 'requested'> {
  if (callProvider !== undefined) return byProvider(table, model, callProvider, 'call');
  if (clientProvider !== undefined) return byProvider(table, model, clientProvider, 'client');
  if (table.aliases.has(model)) return { ...resolveAlias(table, model), rule: 'config-alias' };

  const readings = readName(table.instances, model);
  const [reading, second] = readings;
  if (reading === undefined) throw modelNotFound(table, model);
  if (second !== undefined) throw modelAmbiguous(table, model, readings);
  if (reading.qualified)
    return chosen('qualified-id', reading, `The part before the first "/" names it${whatIsSent(reading)}`);
  return chosen(reading.by === 'pattern' ? 'pattern' : 'exact', reading, whyItOwns(reading, model));
}

function byProvider(
  table: RoutingTable,
  model: string,
  provider: string,
  by: 'call' | 'client',
): Omit<Resolution, 'requested'> {
  const instance = table.instances.find(({ id }) => id === provider);
  if (instance === undefined) throw providerNotFound(table, provider, by);
  const readings = readFor(instance, model);
  const [reading, second] = readings;
  if (reading === undefined) throw modelNotFound(table, model);
  if (second !== undefined) throw modelAmbiguous(table, model, readings);
  const named = by === 'call' ? 'The call names this provider' : "The client's `provider` option names it";
  return chosen(`${by}-provider`, reading, `${named}${reading.qualified ? whatIsSent(reading) : '.'}`);
}

/** A qualified id looks the same, whether its first part is sent or not. */
function whatIsSent({ by, model }: Reading): string {
  return by === 'any' ? `; it declares no ${quote(model)}, which is sent as it is.` : '.';
}

function chosen(rule: Resolution['rule'], { provider, model }: Reading, reason: string): Omit<Resolution, 'requested'> {
  return { rule, provider, model, candidates: [{ provider, model, outcome: 'chosen', reason }] };
}

function whyItOwns({ by, model, pattern }: Reading, name: string): string {
  if (by === 'id') return 'It is the only provider with a model of this id.';
  if (by === 'alias') return `It is the only provider with the alias ${quote(name)}, which is its ${quote(model)}.`;
  return `Its pattern ${quote(pattern ?? '')} is the longest that matches.`;
}
