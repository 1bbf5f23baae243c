import { PlugboardError } from '@plugboard/core';
import { readConfigSection } from '@plugboard/core/config';
import type { ConfigurableOptions, GatewayKey } from '@plugboard/gateway';
import type { Arguments } from '../read-arguments.ts';
import { readKeyFile } from './key-file.ts';
import { watchFiles } from './watch-files.ts';

/** The options of a gateway, and the source of its keys. */
export interface GatewayConfig {
  readonly options: ConfigurableOptions & { readonly keys?: readonly GatewayKey[] | undefined };
  /** The path of the config, if it is a file. */
  readonly file: string | undefined;
  /**
   * Calls `take` with the new keys about a second after a file with keys has changed. If they cannot be read or taken, `note` is called
   * with the reason, and the old keys stay.
   *
   * @returns A function that ends the watch.
   */
  watchKeys(take: (keys: readonly GatewayKey[]) => void, note: (message: string) => void): () => void;
}

/** Keys, and the files that they come from. */
interface ReadKeys {
  readonly keys: readonly GatewayKey[] | undefined;
  readonly files: readonly string[];
}

/**
 * Combines the command line with the section `gateway` of the config. The command line overrides the section, but keys may be in only one
 * of the two. Throws `config_invalid`, without quoting a key.
 */
export async function readGatewayConfig(args: Arguments): Promise<GatewayConfig> {
  const { keyFile, origins, page } = args;
  const section = await readSection(args);
  if (keyFile !== undefined && section.options.keys !== undefined) {
    const says = 'There are keys in the config and in --key-file. Remove one of the two.';
    throw new PlugboardError('config_invalid', says);
  }
  const readKeys = keyFile === undefined ? () => keysOfSection(args) : () => readKeyFile(keyFile);
  const { keys, files } = keyFile === undefined ? { ...section.options, files: section.files } : await readKeys();
  return {
    file: section.files[0],
    options: {
      ...section.options,
      keys,
      ...(origins.length > 0 && { allowedOrigins: origins }),
      ...(!page && { page }),
    },
    watchKeys: (take, note) => watchKeys({ keys, files }, readKeys, take, note),
  };
}

/** An operator who removes the last key rarely wants to admit everybody. */
export const noKeysAnyMore = 'There are none any more. Start the gateway again to serve without keys.';

function watchKeys(
  first: ReadKeys,
  read: () => Promise<ReadKeys>,
  take: (keys: readonly GatewayKey[]) => void,
  note: (message: string) => void,
): () => void {
  let current = JSON.stringify(first.keys);
  const reload = async (): Promise<readonly string[] | undefined> => {
    try {
      const { keys, files } = await read();
      const next = JSON.stringify(keys);
      if (next === current) return files;
      if (keys === undefined) throw new Error(noKeysAnyMore);
      take(keys);
      current = next;
      note('The keys were read again.');
      return files;
    } catch (error) {
      note(`The keys stay as they were. ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  return watchFiles(first.files, reload);
}

async function keysOfSection(args: Arguments): Promise<ReadKeys> {
  const { options, files } = await readSection(args);
  return { keys: options.keys === false ? undefined : options.keys, files };
}

async function readSection({ config, root }: Arguments): Promise<{
  readonly options: ConfigurableOptions & { readonly keys?: readonly GatewayKey[] | undefined };
  readonly files: readonly string[];
}> {
  const { value = {}, files } = await readConfigSection('gateway', { config, root, secrets: ['key'] });
  const { configurableOptionNames: names } = await import('@plugboard/gateway');
  const other = Object.keys(value).find((name) => !names.includes(name));
  if (other !== undefined) {
    const says = `The section "gateway" of the config has no key ${JSON.stringify(other)} (known: ${names.join(', ')}).`;
    throw new PlugboardError('config_invalid', says);
  }
  const { keys } = value;
  if (keys !== undefined && !Array.isArray(keys)) {
    throw new PlugboardError('config_invalid', 'gateway.keys in the config must be a list of keys.');
  }
  // `createGateway()` checks the types inside.
  return { options: value, files };
}
