import { quote } from '../errors/quote.ts';
import { formatModelId } from '../contract/model.ts';
import { type Reading, readFor, readName } from './read-name.ts';
import type { RoutingTable } from './routing-table.ts';

/** A sentence with what can be written for each of several owners, in place of a name that leads to all of them. */
export function waysToChoose(table: RoutingTable, owners: readonly Reading[]): string {
  const names: string[] = [];
  const calls: string[] = [];
  for (const owner of owners) {
    const name = formatModelId(owner.provider, owner.model);
    // A qualified id that somebody declares as a whole name, or that is an alias, does not choose.
    if (leadsTo(owner, readName(table.instances, name)) && !table.aliases.has(name)) names.push(quote(name));
    else calls.push(byProvider(table, owner));
  }
  const all = calls.length === 0;
  const [first, second] = owners;
  if (all && first?.provider !== second?.provider) calls.push(`pass \`provider: ${quote(first?.provider ?? '')}\``);
  const last = all ? 'choose with an alias under "models" in the config' : 'give an instance another name';
  const ways = [...(names.length === 0 ? [] : [`write ${names.join(' or ')}`]), ...calls].join(', ');
  return `${ways.charAt(0).toUpperCase()}${ways.slice(1)}, or ${last}.`;
}

function byProvider({ instances }: RoutingTable, owner: Reading): string {
  const instance = instances.find(({ id }) => id === owner.provider);
  const models = [owner.model, formatModelId(owner.provider, owner.model)];
  const model = models.find((name) => instance !== undefined && leadsTo(owner, readFor(instance, name)));
  return `pass \`provider: ${quote(owner.provider)}\` with the model ${quote(model ?? owner.model)}`;
}

function leadsTo({ provider, model }: Reading, readings: readonly Reading[]): boolean {
  const [reading, second] = readings;
  return second === undefined && reading?.provider === provider && reading.model === model;
}
