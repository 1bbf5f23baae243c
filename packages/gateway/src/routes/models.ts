import type { ListedModel } from '@plugboard/core';
import { mayUse, notAllowed } from '../access/model-access.ts';
import type { RequestContext } from '../request-context.ts';

/** OpenAI wants to know when a model was made, which services do not say: since when it is served here. */
const created = Math.floor(Date.now() / 1000);

/** `GET /v1/models`; with `?live=true` the services are asked. */
export async function listModels(context: RequestContext): Promise<void> {
  const { services, holder, exchange } = context;
  const live = new URLSearchParams(exchange.query).get('live') === 'true';
  const listed = await services.client.models.list({ live });
  const owners = new Map<string, number>();
  for (const { id } of listed) owners.set(id, (owners.get(id) ?? 0) + 1);
  const data = listed
    // A pattern is no model that anybody could ask for.
    .filter(({ id }) => !id.endsWith('*'))
    .filter(({ provider, id }) => mayUse(holder, [id, `${provider}/${id}`]))
    .map((model) =>
      toWireModel(model, owners.get(model.id) === 1 ? model.id : `${model.provider}/${model.id}`, context),
    );
  context.sendJson(200, { object: 'list', data });
}

/** `GET /v1/models/{id}` */
export async function getModel(context: RequestContext, id: string): Promise<void> {
  const { services, holder } = context;
  const model = await services.client.models.retrieve(id);
  if (!mayUse(holder, [id, model.id, `${model.provider}/${model.id}`])) throw notAllowed(id);
  context.sendJson(200, toWireModel(model, id, context));
}

function toWireModel({ provider, input, claimedBy }: ListedModel, id: string, { services }: RequestContext): object {
  return {
    id,
    object: 'model',
    created,
    owned_by: provider,
    ...(services.settings.additions && { claimed_by: claimedBy, input: input ?? null }),
  };
}
