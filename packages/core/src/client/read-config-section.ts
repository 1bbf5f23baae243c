import { findRoot, loadConfig, rootAt } from '../config/load-config.ts';
import { type ConfigSection, readSection } from '../config/read-section.ts';
import type { ClientOptions } from './client-options.ts';
import { readEnvironment } from './read-settings.ts';

/** Which config a section is read from, and what is secret in it. */
export interface ConfigSectionOptions extends Pick<ClientOptions, 'config' | 'root'> {
  /** Names whose values, at any depth, must be references, never text. Default: none. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * Reads a section of the config that a client with these options has, as the config is now. Rejects with `config_invalid`, without
 * quoting any content.
 */
export async function readConfigSection(name: 'gateway', options: ConfigSectionOptions = {}): Promise<ConfigSection> {
  const { root, config, secrets = [] } = options;
  const environment = readEnvironment(process.env);
  const folder = root === undefined ? findRoot().folder : rootAt(root).folder;
  const loaded = loadConfig({ config, root: folder, environment });
  return await readSection(name, loaded, { environment, secrets });
}
