import { PlugboardError } from '../errors/plugboard-error.ts';
import { brokenOwners } from './broken-owners.ts';
import { allClaims, type Claim, claimsOf, compareText } from './claims.ts';
import { formatModelId, parseModelId } from './model-id.ts';
import type { Candidate, Resolution } from './resolution.ts';
import { resolveAlias } from './resolve-alias.ts';
import { modelAmbiguous, modelNotFound, providerNotFound } from './routing-errors.ts';
import { quote } from '../errors/quote.ts';
import type { RoutedInstance, RoutingTable } from './routing-table.ts';

/** What a call says about where it should go. */
export interface RoutingRequest {
  /** A model name, an alias, or `instance/model`. */
  readonly model: string;
  /** `provider` of the call: an instance. */
  readonly callProvider?: string | undefined;
  /** `provider` of the client: an instance. */
  readonly clientProvider?: string | undefined;
}

type Decision = Omit<Resolution, 'requested'>;

/**
 * Finds the provider of a model; pure, and independent of the order in which providers were given.
 *
 * Precedence: provider of the call, provider of the client, alias in the config, qualified id, exact id or alias of one owner,
 * longest pattern. Under a provider of the call or the client the model is any name; it may be qualified with the same instance,
 * and an alias of that instance's model becomes the model's id.
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

function decide(table: RoutingTable, { model, callProvider, clientProvider }: RoutingRequest): Decision {
  if (callProvider !== undefined) return byProvider(table, model, callProvider, 'call');
  if (clientProvider !== undefined) return byProvider(table, model, clientProvider, 'client');
  if (table.aliases.has(model)) return { ...resolveAlias(table, model), rule: 'config-alias' };

  const qualified = parseModelId(model, (name) => table.instances.some(({ id }) => id === name));
  const instance = table.instances.find(({ id }) => id === qualified.provider);
  if (instance !== undefined) {
    if (qualified.model === '') throw modelNotFound(table, '', ` after ${quote(`${instance.id}/`)}`);
    return chosen('qualified-id', ownName(table, instance, qualified.model), 'The part before the first "/" names it.');
  }

  const found = allClaims(table.instances, model);
  const exact = found.filter(({ by }) => by !== 'pattern');
  const patterns = found.filter(({ pattern }) => pattern !== undefined && pattern.length === found[0]?.pattern?.length);
  const owners = exact.length > 0 ? exact : patterns;
  const [owner, second] = owners;
  if (owner === undefined) throw modelNotFound(table, model);
  if (second !== undefined) throw modelAmbiguous(table, model, owners);
  return chosen(owner.by === 'pattern' ? 'pattern' : 'exact', owner, whyItOwns(owner, model));
}

function byProvider(table: RoutingTable, model: string, provider: string, by: 'call' | 'client'): Decision {
  const instance = table.instances.find(({ id }) => id === provider);
  if (instance === undefined) throw providerNotFound(table, provider, by);
  const named = by === 'call' ? 'The call names this provider.' : "The client's `provider` option names it.";
  const declared = claimsOf(instance, model).some((claim) => claim.by !== 'pattern');
  const inner = declared ? model : parseModelId(model, (name) => name === provider).model;
  if (inner === '') throw modelNotFound(table, '', ` after ${quote(`${provider}/`)}`);
  return chosen(by === 'call' ? 'call-provider' : 'client-provider', ownName(table, instance, inner), named);
}

/** A name inside one instance: the id behind its alias, or the name as it is. */
function ownName(table: RoutingTable, instance: RoutedInstance, name: string): Pick<Claim, 'provider' | 'model'> {
  const [claim, second] = claimsOf(instance, name);
  if (claim !== undefined && second !== undefined) throw modelAmbiguous(table, name, claimsOf(instance, name));
  return claim ?? { provider: instance.id, model: name };
}

function chosen(
  rule: Resolution['rule'],
  { provider, model }: Pick<Claim, 'provider' | 'model'>,
  reason: string,
): Decision {
  return { rule, provider, model, candidates: [{ provider, model, outcome: 'chosen', reason }] };
}

function whyItOwns({ by, model, pattern }: Claim, name: string): string {
  if (by === 'id') return 'It is the only provider with a model of this id.';
  if (by === 'alias') return `It is the only provider with the alias ${quote(name)}, which is its ${quote(model)}.`;
  return `Its pattern ${quote(pattern ?? '')} is the longest that matches.`;
}

const ruleNames: Readonly<Record<Resolution['rule'], string>> = {
  'call-provider': 'the provider of the call',
  'client-provider': 'the provider of the client',
  'config-alias': 'the alias in the config',
  'qualified-id': 'the qualified id',
  exact: 'an exact id or alias',
  pattern: 'a longer pattern',
};

function withPassedOver(table: RoutingTable, name: string, decision: Decision): readonly Candidate[] {
  const because = `but ${ruleNames[decision.rule]} goes first.`;
  const losers: Candidate[] = [];
  const forced = decision.rule === 'call-provider' || decision.rule === 'client-provider';
  if (forced && table.aliases.has(name)) {
    losers.push(...aliasLosers(table, name, because));
  }
  const qualified = parseModelId(name, (part) => table.instances.some(({ id }) => id === part));
  const instance = table.instances.find(({ id }) => id === qualified.provider);
  if (instance !== undefined && instance.id !== decision.provider) {
    const model = claimsOf(instance, qualified.model)[0]?.model ?? qualified.model;
    losers.push(passedOver(instance.id, model, `The model name is qualified with it, ${because}`));
  }
  const found = allClaims(table.instances, name);
  for (const claim of [...found.filter(({ by }) => by !== 'pattern'), ...found.filter(({ by }) => by === 'pattern')]) {
    losers.push(passedOver(claim.provider, claim.model, `${howItClaims(claim, name)}, ${because}`));
  }
  const broken = brokenOwners(table, name).map(({ problem, model }) =>
    passedOver(problem.plugin, model, `It cannot be used: ${problem.message}`),
  );
  losers.push(...broken.sort((a, b) => compareText(a.provider, b.provider) || compareText(a.reason, b.reason)));

  const seen = new Set(decision.candidates.map(candidateKey));
  const others = losers.filter((candidate) => seen.size < seen.add(candidateKey(candidate)).size);
  return [...decision.candidates, ...others];
}

function aliasLosers(table: RoutingTable, name: string, because: string): readonly Candidate[] {
  try {
    const targets = resolveAlias(table, name).candidates;
    return targets.map(({ provider, model }) =>
      passedOver(provider, model, `It is a target of the alias in the config, ${because}`),
    );
  } catch (error) {
    // The alias does not decide here, so a fault in it must not fail the call.
    if (PlugboardError.isInstance(error)) return [];
    throw error;
  }
}

function howItClaims({ by, model, pattern }: Claim, name: string): string {
  if (by === 'id') return 'It has a model of this id';
  if (by === 'alias') return `${quote(name)} is an alias of its ${quote(model)}`;
  return `Its pattern ${quote(pattern ?? '')} matches`;
}

function passedOver(provider: string, model: string, reason: string): Candidate {
  return { provider, model, outcome: 'passed-over', reason };
}

function candidateKey({ provider, model }: Candidate): string {
  return formatModelId(provider, model);
}
