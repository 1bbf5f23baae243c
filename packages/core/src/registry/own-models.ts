import type { Model } from '../contract/model.ts';

/**
 * The models of an instance. Under the plugin's own id: the plugin's, with those given for the instance added, or put in the
 * place of the plugin's of the same id. Under another id: only those given. A bare name stands for what the plugin declares under
 * that id; for an instance of another name without the aliases, which would be claimed twice.
 */
export function ownModels(
  declared: readonly Model[],
  given: readonly (string | Model)[] | undefined,
  underOwnId: boolean,
): readonly Model[] {
  const known = new Map(declared.map((model) => [model.id, model]));
  const models = new Map(underOwnId ? known : []);
  for (const entry of given ?? []) {
    const model = typeof entry === 'string' ? named(entry, known.get(entry), underOwnId) : entry;
    models.set(model.id, model);
  }
  return [...models.values()];
}

function named(id: string, declared: Model | undefined, underOwnId: boolean): Model {
  if (declared === undefined) return { id };
  if (underOwnId) return declared;
  return declared.input === undefined ? { id } : { id, input: declared.input };
}
