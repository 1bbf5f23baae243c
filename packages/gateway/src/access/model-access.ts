import { coversModel, type Client } from '@plugboard/core';
import { Refusal } from '../wire/refusal.ts';
import type { KeyHolder } from './keyring.ts';

/** Whether somebody may use a model that has these names. */
export function mayUse(holder: KeyHolder | undefined, names: readonly string[]): boolean {
  const allowed = holder?.models;
  return allowed === undefined || names.some((name) => allowed.some((pattern) => coversModel(pattern, name)));
}

/** A request for one model. */
export interface AskedModel {
  readonly model: string;
  readonly provider?: string | undefined;
}

/**
 * Whether somebody may use a model: under the name that was written, otherwise under the names of all models that may answer. Rejects as
 * a call would if the name leads nowhere.
 */
export async function isAllowed(holder: KeyHolder | undefined, asked: AskedModel, client: Client): Promise<boolean> {
  const { model, provider } = asked;
  // An allowed name does not allow another instance that the request chooses.
  if (mayUse(holder, [model]) && provider === undefined) return true;
  if (holder?.models === undefined) return true;
  const { candidates } = await client.explain(model, provider === undefined ? {} : { provider });
  const usable = candidates.filter(({ outcome }) => outcome !== 'passed-over');
  return usable.every((found) => mayUse(holder, [found.model, `${found.provider}/${found.model}`]));
}

/** Refuses a model that somebody may not use. */
export async function assertAllowed(holder: KeyHolder | undefined, asked: AskedModel, client: Client): Promise<void> {
  if (!(await isAllowed(holder, asked, client))) throw notAllowed(asked.model);
}

function notAllowed(model: string): Refusal {
  return new Refusal(`This key may not use the model ${JSON.stringify(model.slice(0, 200))}.`, {
    status: 403,
    code: 'model_not_allowed',
    param: 'model',
  });
}
