import { formatModelId } from '../contract/model.ts';
import type { Candidate, Resolution } from '../contract/resolution.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { allClaims, brokenOwners, type Claim, compareText, type RoutingTable } from './routing-table.ts';
import { readBehind, readFor, type Reading, readName } from './read-name.ts';
import { resolveAlias } from './resolve-alias.ts';
import { modelAmbiguous, modelNotFound, providerNotFound } from './routing-errors.ts';

/** The names that decide where a call goes. */
export interface RoutingRequest {
  /** A model name, an alias, or `instance/model`. */
  readonly model: string;
  /** The `provider` of the call: the name of an instance. */
  readonly callProvider?: string | undefined;
  /** The `provider` of the client: the name of an instance. */
  readonly clientProvider?: string | undefined;
}

/**
 * Finds the provider of a model. The function is pure, and the order in which providers were given does not matter.
 *
 * Precedence: the provider of the call, the provider of the client, an alias in the config, a qualified id, an exact id or alias
 * of one owner, the longest pattern. A name that somebody declares as a whole is not split; see `readName`. If the call or the
 * client names a provider, the model may be any name. It may be qualified with the same instance, and an alias becomes the id of
 * that instance's model.
 *
 * Throws `model_not_found` (also for an unknown `callProvider`), `model_ambiguous`, or `config_invalid` (for an unknown
 * `clientProvider`, and for an alias whose target is an alias).
 */
export function resolveModel(table: RoutingTable, request: RoutingRequest): Resolution {
  if (request.model === '') throw modelNotFound(table, '');
  const decision = decide(table, request);
  const candidates = withPassedOver(table, request.model, decision).map((candidate) => withProblem(table, candidate));
  return { requested: request.model, ...decision, candidates };
}

/**
 * Adds to the reason of a candidate why its plugin failed. Each call tries a failed plugin again, so the failure
 * changes no decision.
 */
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

/** Says which model name is sent if the instance does not declare it, since a qualified id does not show that. */
function whatIsSent({ by, model }: Reading): string {
  return by === 'any' ? `. It does not declare ${quote(model)}, which is sent as it is.` : '.';
}

function chosen(rule: Resolution['rule'], { provider, model }: Reading, reason: string): Omit<Resolution, 'requested'> {
  return { rule, provider, model, candidates: [{ provider, model, outcome: 'chosen', reason }] };
}

function whyItOwns({ by, model, pattern }: Reading, name: string): string {
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

/** The candidates of a decision, followed by all others with a claim on the name and the reason why they lost. */
function withPassedOver(
  table: RoutingTable,
  name: string,
  decision: Omit<Resolution, 'requested'>,
): readonly Candidate[] {
  const because = `but ${ruleNames[decision.rule]} takes precedence.`;
  const losers: Candidate[] = [];
  const forced = decision.rule === 'call-provider' || decision.rule === 'client-provider';
  if (forced && table.aliases.has(name)) {
    losers.push(...aliasLosers(table, name, because));
  }
  const named = table.instances.find(({ id }) => name.startsWith(`${id}/`));
  if (named !== undefined && !(forced && named.id === decision.provider)) {
    const [behind] = readBehind(named, name);
    if (behind !== undefined)
      losers.push(passedOver(named.id, behind.model, `The model name is qualified with it, ${because}`));
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
    // This alias does not decide, so a fault in it must not fail the call.
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
