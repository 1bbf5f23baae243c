import { findRoot, loadConfig, rootAt } from '../config/load-config.ts';
import { type ConfigSection, readSection } from '../config/read-section.ts';
import type { ClientOptions } from './client-options.ts';
import { readEnvironment } from './read-settings.ts';

/** The config to read a section from, and what is secret in it. */
export interface ConfigSectionOptions extends Pick<ClientOptions, 'config' | 'root'> {
  /** Names of keys, at any depth, whose values must be references and not plain text. Default: none. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * Reads a section of the config that a client with these options would use, as the config is now.
 * @throws PlugboardError `config_invalid`, without quoting any content
 */
export async function readConfigSection(name: 'gateway', options: ConfigSectionOptions = {}): Promise<ConfigSection> {
  const { root, config, secrets = [] } = options;
  const environment = readEnvironment(process.env);
  const folder = root === undefined ? findRoot().folder : rootAt(root).folder;
  const loaded = loadConfig({ config, root: folder, environment });
  return await readSection(name, loaded, { environment, secrets });
}
