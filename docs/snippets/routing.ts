import { type Client, formatResolution } from '@plugboard/core';

/** Explains in a table how a name was resolved. */
export async function explain(client: Client): Promise<string> {
  // #region explain
  const resolution = await client.explain('reka-core');
  const table = formatResolution(resolution);
  // #endregion explain
  return table;
}

/** Two ways to choose the provider. */
export async function choose(client: Client): Promise<readonly string[]> {
  const messages = [{ role: 'user', content: 'Hello!' }] as const;
  // #region choose
  const qualified = await client.chat.completions.create({ model: 'work/reka-core', messages });
  const named = await client.chat.completions.create({ model: 'reka-core', provider: 'work', messages });
  // #endregion choose
  return [qualified.provider, named.provider];
}

/** Lists the models that a program can use. */
export async function list(client: Client): Promise<readonly string[]> {
  // #region list
  const declared = await client.models.list();
  const offered = await client.models.list({ live: true });
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  const core = await client.models.retrieve('reka-core');
  // #endregion list
  if (ids.length !== declared.length) throw new Error('one list, two lengths');
  return [...declared, ...offered, core].map(({ provider, id, claimedBy }) => `${provider}/${id} ${claimedBy}`);
}
