import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { brokenOwners, compareText, type PluginProblem, type RoutingTable } from './routing-table.ts';
import { formatModelId, isPattern } from '../contract/model.ts';
import { type Reading, readFor, readName } from './read-name.ts';
import { knownPluginFor } from './well-known-models.ts';
import { distance } from 'fastest-levenshtein';

/** `model_not_found` with everything that can help: similar names, broken plugins, what to install, and how to qualify the name. */
export function modelNotFound(table: RoutingTable, name: string, where = ''): PlugboardError {
  // A qualified id without a model.
  if (table.instances.some(({ id }) => name === `${id}/`))
    return modelNotFound(table, '', ` after ${quote(name)}${where}`);
  const sentences = [
    name === '' ? `The model name is empty${where}.` : `No provider has the model ${quote(name)}${where}.`,
    ...didYouMean(nearestNames(name, knownNames(table, name))),
    ...brokenPlugins(table, name),
    ...whatToInstall(table, name),
    ...whereProvidersComeFrom(table),
    ...howToQualify(table, name),
  ];
  return new PlugboardError('model_not_found', sentences.join(' '), { model: name });
}

/** `model_not_found` if the call names the unknown instance, `config_invalid` if the client's options do. */
export function providerNotFound(table: RoutingTable, provider: string, by: 'call' | 'client'): PlugboardError {
  const ids = instanceIds(table);
  const place = by === 'call' ? 'the call' : "the client's `provider` option";
  const sentences = [
    `No provider is called ${quote(provider)}, the name in ${place}.`,
    ...didYouMean(nearestNames(provider, ids)),
    ids.length === 0 ? '' : `The only provider${ids.length === 1 ? ' is' : 's are'}: ${list(ids)}.`,
    ...brokenPlugins(table, provider),
    ...whereProvidersComeFrom(table),
  ];
  const code = by === 'call' ? 'model_not_found' : 'config_invalid';
  return new PlugboardError(code, sentences.filter((sentence) => sentence !== '').join(' '));
}

/** `model_ambiguous` with all owners and the ways to choose between them. */
export function modelAmbiguous(table: RoutingTable, name: string, owners: readonly Reading[]): PlugboardError {
  const ids = [...new Set(owners.map(({ provider }) => provider))];
  const described = ids.map((id) => {
    const source = table.instances.find((entry) => entry.id === id)?.source;
    const behind = owners.find(({ provider, qualified }) => provider === id && qualified);
    const facts = [source, behind && `as its ${quote(behind.model)}`].filter((fact) => fact !== undefined);
    return facts.length === 0 ? quote(id) : `${quote(id)} (${facts.join(', ')})`;
  });
  const what =
    ids.length === 1 ? `names several models of ${described.join()}` : `is a model of ${described.join(' and of ')}`;
  const message = `The model ${quote(name)} ${what}. Plugboard does not guess. ${waysToChoose(table, owners)}`;
  return new PlugboardError('model_ambiguous', message, { model: name });
}

function knownNames(table: RoutingTable, name: string): readonly string[] {
  const own = table.instances.flatMap((instance) =>
    instance.models.flatMap((model) => {
      const names = [...(isPattern(model.id) ? [] : [model.id]), ...(model.aliases ?? [])];
      return name.includes('/') ? [...names, ...names.map((known) => formatModelId(instance.id, known))] : names;
    }),
  );
  return [...own, ...table.aliases.keys(), ...nearQualified(table, name)];
}

/** Names whose first part is almost an instance: `OpenAI/any-model` differs from a qualified id only in case. */
function nearQualified(table: RoutingTable, name: string): readonly string[] {
  const slash = name.indexOf('/');
  if (slash < 1) return [];
  return nearestNames(name.slice(0, slash), instanceIds(table)).map((id) => id + name.slice(slash));
}

function didYouMean(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`Did you mean ${names.map(quote).join(' or ')}?`];
}

/** Says why up to three plugins cannot be used, beginning with the requested ones, and names the others. */
function brokenPlugins(table: RoutingTable, name: string): readonly string[] {
  const owners = new Set(brokenOwners(table, name).map(({ problem }) => problem));
  const packageName = knownPluginFor(name)?.package;
  const isWanted = (problem: PluginProblem): boolean =>
    owners.has(problem) || problem.id === name || problem.plugin === name || problem.plugin === packageName;
  const ordered = table.problems.toSorted(
    (a, b) => Number(isWanted(b)) - Number(isWanted(a)) || compareText(a.plugin, b.plugin),
  );
  const others = ordered.slice(3).map(({ plugin }) => plugin);
  return [
    ...ordered.slice(0, 3).map(({ plugin, message }) => `Plugin ${quote(plugin)} cannot be used: ${message}`),
    ...(others.length === 0 ? [] : [`Other plugins that cannot be used: ${list(others)}.`]),
  ];
}

function whatToInstall(table: RoutingTable, name: string): readonly string[] {
  const known = knownPluginFor(name);
  if (known === undefined) return [];
  const present = table.instances.filter(({ plugin }) => plugin === known.plugin).map(({ id }) => id);
  const [first] = present.sort(compareText);
  const how = known.how === undefined ? '' : ` ${known.how}`;
  if (first !== undefined)
    return [`To use any model of ${quote(first)}, write ${quote(formatModelId(first, name))}${how}.`];
  return [`Install ${known.package}${how}: \`npm install ${known.package}\`.`];
}

function whereProvidersComeFrom({ discovery, instances }: RoutingTable): readonly string[] {
  if (!discovery.enabled)
    return ['Discovery is off: pass `providers: [...]` to the client, or name them in the config.'];
  if (discovery.manifest === undefined) {
    return [
      'There is no package.json to discover providers from, as in a bundled program: pass `providers: [...]` to the client.',
    ];
  }
  if (discovery.note !== undefined) return [discovery.note];
  if (instances.length > 0) return [];
  return [
    `No dependency in ${discovery.manifest} is a provider: install one, or pass \`providers: [...]\` to the client.`,
  ];
}

function howToQualify(table: RoutingTable, name: string): readonly string[] {
  const ids = instanceIds(table);
  if (ids.length === 0 || name === '') return [];
  return [`Write "instance/model" to send any model name to a provider. Instances: ${list(ids)}.`];
}

function instanceIds(table: RoutingTable): readonly string[] {
  return table.instances.map(({ id }) => id).sort(compareText);
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).map(quote).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

/** Longer names are not compared, because the cost grows with the square of the length. */
const maxComparedLength = 200;

/** Up to three known names that a typo or a missing ending could have turned into `name`, the most similar first. */
export function nearestNames(name: string, names: Iterable<string>): readonly string[] {
  if (name === '' || name.length > maxComparedLength) return [];
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(name.length * 0.4));
  const near = [...new Set(names)]
    .filter((known) => known.length <= maxComparedLength && known !== name)
    .map((known) => ({ known, far: howFar(wanted, known.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || compareText(a.known, b.known));
  return near
    .filter(({ far }) => far <= (near[0]?.far ?? 0) + 1)
    .slice(0, 3)
    .map(({ known }) => known);
}

function howFar(wanted: string, known: string): number {
  // `reka` is probably short for `reka-core`, although five letters are missing.
  return wanted.length >= 3 && known.startsWith(wanted) ? 1 : distance(wanted, known);
}

/** A sentence that says how to choose one of several owners of a name. */
export function waysToChoose(table: RoutingTable, owners: readonly Reading[]): string {
  const names: string[] = [];
  const calls: string[] = [];
  // Whether a model, such as one behind a pattern, has no name that is its own.
  let isHidden = false;
  for (const owner of owners) {
    const name = formatModelId(owner.provider, owner.model);
    // A qualified id does not help if somebody declares it as a whole name, or if it is an alias.
    if (leadsTo(owner, readName(table.instances, name)) && !table.aliases.has(name)) names.push(quote(name));
    else {
      const call = byProvider(table, owner);
      if (call === undefined) isHidden = true;
      else calls.push(call);
    }
  }
  const all = calls.length === 0;
  const [first, second] = owners;
  if (all && first?.provider !== second?.provider) calls.push(`pass \`provider: ${quote(first?.provider ?? '')}\``);
  const last = isHidden
    ? 'rename one of the models'
    : all
      ? 'define an alias under "models" in the config'
      : 'give an instance another name';
  const ways = [...(names.length === 0 ? [] : [`write ${names.join(' or ')}`]), ...calls].join(', ');
  const text = ways === '' ? last : `${ways}, or ${last}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function byProvider({ instances }: RoutingTable, owner: Reading): string | undefined {
  const instance = instances.find(({ id }) => id === owner.provider);
  const models = [owner.model, formatModelId(owner.provider, owner.model)];
  const model = models.find((name) => instance !== undefined && leadsTo(owner, readFor(instance, name)));
  return model && `pass \`provider: ${quote(owner.provider)}\` with the model ${quote(model)}`;
}

function leadsTo({ provider, model }: Reading, readings: readonly Reading[]): boolean {
  const [reading, second] = readings;
  return second === undefined && reading?.provider === provider && reading.model === model;
}
