import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { brokenOwners, allClaims, type Claim, compareText } from './claims.ts';
import { formatModelId } from '../contract/model.ts';
import { readBehind } from './read-name.ts';
import type { Candidate, Resolution } from '../contract/resolution.ts';
import { resolveAlias } from './resolve-alias.ts';
import type { RoutingTable } from './routing-table.ts';

const ruleNames: Readonly<Record<Resolution['rule'], string>> = {
  'call-provider': 'the provider of the call',
  'client-provider': 'the provider of the client',
  'config-alias': 'the alias in the config',
  'qualified-id': 'the qualified id',
  exact: 'an exact id or alias',
  pattern: 'a longer pattern',
};

/** The candidates of a decision, then everybody else who has a claim on the name, and why they lost. */
export function withPassedOver(
  table: RoutingTable,
  name: string,
  decision: Omit<Resolution, 'requested'>,
): readonly Candidate[] {
  const because = `but ${ruleNames[decision.rule]} goes first.`;
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
