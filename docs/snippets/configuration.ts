import { Client } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';

/** Creates instances in code, with their options. */
export function inCode(apiKey: string, baseUrl: string): Client {
  // #region in-code
  const client = new Client({
    providers: [reka({ apiKey, baseUrl }), reka({ id: 'work', models: ['reka-flash'], cookies: 'work.json' })],
    config: false,
    discover: false,
  });
  // #endregion in-code
  return client;
}
