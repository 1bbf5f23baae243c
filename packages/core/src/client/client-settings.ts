import type { RegistryOptions } from '../registry/registry.ts';
import type { Environment } from '../registry/choose-options.ts';
import type { ProxyAddress } from '../http/socket/connection.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';
import type { Logger } from '../contract/provider-host.ts';
import type { HttpDispatcher, TimeoutOptions } from './client-options.ts';
import type { Container } from './container.ts';

/** What a client was told, checked. */
export interface ClientSettings {
  /** What the registry is made of, at the first call. */
  readonly registry: RegistryOptions;
  /** As it was in the constructor. */
  readonly environment: Environment;
  /** What the paths of options in code and in variables are relative to; as it was in the constructor. */
  readonly workingFolder: string;
  /** As given: what they are for a call depends on its own `timeout`. */
  readonly timeouts: TimeoutOptions;
  readonly retry: { readonly maxRetries: number; readonly duplicateOk: boolean };
  readonly unsupported: UnsupportedMode;
  /** From the option. */
  readonly proxy: ProxyAddress | undefined;
  /** From `PLUGBOARD_PROXY`. A dispatcher of the container goes before it. */
  readonly environmentProxy: ProxyAddress | undefined;
  readonly logger: Logger;
  readonly container: Container | undefined;
  readonly dispatcher: HttpDispatcher | undefined;
}
