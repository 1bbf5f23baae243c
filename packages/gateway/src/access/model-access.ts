import type { Client } from '@plugboard/core';
import { Refusal } from '../wire/refusal.ts';
import type { KeyHolder } from './keyring.ts';

/** Whether somebody may use a model that has these names. */
export function mayUse(holder: KeyHolder | undefined, names: readonly string[]): boolean {
  const allowed = holder?.models;
  return allowed === undefined || names.some((name) => allowed.some((pattern) => covers(pattern, name)));
}

/** A request for one model. */
export interface AskedModel {
  readonly model: string;
  readonly provider?: string | undefined;
}

/** Refuses what somebody may not use: by the name that was written, otherwise by everything that may answer under it. */
export async function assertAllowed(holder: KeyHolder | undefined, asked: AskedModel, client: Client): Promise<void> {
  const { model, provider } = asked;
  // A name that is allowed says nothing about another instance that the client chooses.
  if (mayUse(holder, [model]) && provider === undefined) return;
  if (holder?.models === undefined) return;
  const { candidates } = await client.explain(model, provider === undefined ? {} : { provider });
  const usable = candidates.filter(({ outcome }) => outcome !== 'passed-over');
  if (usable.every((found) => mayUse(holder, [found.model, `${found.provider}/${found.model}`]))) return;
  throw notAllowed(model);
}

/** The refusal of a model. */
export function notAllowed(model: string): Refusal {
  return new Refusal(`This key may not use the model ${JSON.stringify(model.slice(0, 200))}.`, {
    status: 403,
    code: 'model_not_allowed',
    param: 'model',
  });
}

/** As in a config: a `*` at the end stands for any rest. */
function covers(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
