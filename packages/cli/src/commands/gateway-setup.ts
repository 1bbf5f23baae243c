import { readFile } from 'node:fs/promises';
import { isPattern, type Client } from '@plugboard/core';
import type { GatewayOptions } from '@plugboard/gateway';
import type { CommandIo } from '../command-io.ts';
import type { Arguments } from '../read-arguments.ts';
import { writeText } from '../write-text.ts';
import { partsOf, type ConfigParts } from './config-changes.ts';
import { readGatewayConfig, type GatewayConfig } from './gateway-config.ts';

/** The setup of a gateway from the config and the command line at one moment. */
export interface GatewaySetup {
  readonly config: GatewayConfig;
  readonly options: GatewayOptions;
  readonly parts: ConfigParts;
  /** Names that a request may have: the aliases first. */
  readonly models: readonly string[];
}

/** Reads everything that a gateway over this client needs. Rejects if the config is wrong. */
export async function readGatewaySetup(client: Client, args: Arguments, io: CommandIo): Promise<GatewaySetup> {
  const models = await namesOf(client);
  const config = await readGatewayConfig(args);
  const options: GatewayOptions = {
    ...config.options,
    client,
    accessLog: args.accessLog ? (entry) => io.stdout.write(`${JSON.stringify(entry)}\n`) : undefined,
    onFault: (error, requestId) => writeText(io.stderr, `${requestId}: ${String(error)}\n`),
  };
  const text = config.file === undefined ? '{}' : await readFile(config.file, 'utf8');
  return { config, options, parts: partsOf(JSON.parse(text), config.options.keys), models };
}

async function namesOf(client: Client): Promise<readonly string[]> {
  const aliases = await client.models.aliases();
  const models = (await client.models.list()).filter(({ id }) => !isPattern(id));
  return [...aliases.map(({ alias }) => alias), ...models.map(({ provider, id }) => `${provider}/${id}`)];
}
