import { isPattern, type ListedModel, type ModelAlias } from '@plugboard/core';
import { assertAllowed, isAllowed, mayUse } from '../access/model-access.ts';
import type { RequestContext } from '../request-context.ts';

/** OpenAI's `created` of a model. Services do not report it, so it is the time since which this gateway serves. */
const created = Math.floor(Date.now() / 1000);

/** `GET /v1/models`; `?live=true` asks the services. Aliases come first, because the operator chose them for clients. */
export async function listModels(context: RequestContext): Promise<void> {
  const { services, holder, exchange } = context;
  const live = new URLSearchParams(exchange.query).get('live') === 'true';
  const [aliases, listed] = await Promise.all([listAliases(context), services.client.models.list({ live })]);
  // A name of an alias leads to the alias. A name of two instances leads to neither.
  const owners = new Map<string, number>(aliases.map(({ id }) => [id, 1]));
  for (const { id } of listed) owners.set(id, (owners.get(id) ?? 0) + 1);
  const models = listed
    // A pattern is not a model that clients could ask for.
    .filter(({ id }) => !isPattern(id))
    .filter(({ provider, id }) => mayUse(holder, [id, `${provider}/${id}`]))
    .map((model) =>
      toWireModel(model, owners.get(model.id) === 1 ? model.id : `${model.provider}/${model.id}`, context),
    );
  context.sendJson(200, { object: 'list', data: [...aliases, ...models] });
}

/** `GET /v1/models/{id}` */
export async function getModel(context: RequestContext, id: string): Promise<void> {
  const { services, holder } = context;
  const [model, aliases] = await Promise.all([services.client.models.retrieve(id), services.client.models.aliases()]);
  await assertAllowed(holder, { model: id }, services.client);
  const alias = aliases.find((one) => one.alias === id);
  context.sendJson(200, toWireModel(model, id, context, alias));
}

/** Leaves out aliases that lead nowhere. A call says what is wrong with them. */
async function listAliases(context: RequestContext): Promise<readonly WireModel[]> {
  const { services, holder } = context;
  const aliases = await services.client.models.aliases();
  const found = await Promise.allSettled(
    aliases.map(async (alias) => {
      const model = await services.client.models.retrieve(alias.alias);
      const isListed = await isAllowed(holder, { model: alias.alias }, services.client);
      return isListed ? [toWireModel(model, alias.alias, context, alias)] : [];
    }),
  );
  return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}

interface WireModel {
  readonly id: string;
  readonly [fact: string]: unknown;
}

function toWireModel(
  { provider, input, claimedBy }: ListedModel,
  id: string,
  { services }: RequestContext,
  alias?: ModelAlias,
): WireModel {
  return {
    id,
    object: 'model',
    created,
    owned_by: provider,
    ...(services.settings.additions && {
      claimed_by: claimedBy,
      input: input ?? null,
      ...(alias !== undefined && { alias_of: alias.targets }),
    }),
  };
}
