import type { ErrorCode } from '../errors/codes.ts';
import { type CredentialDiagnosis, findCredentials } from '../registry/find-credentials.ts';
import type { Model } from '../contract/model.ts';
import { explainFailure } from '../call/explain-failure.ts';
import type { CallServices } from '../call/instance-pool.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import type { AnyDefinition } from '../contract/define-provider.ts';
import { loadDefinition } from '../registry/make-instance.ts';
import type { Registry } from '../registry/registry.ts';
import type { RoutedInstance } from '../routing/routing-table.ts';
import type { ClientSettings } from './read-settings.ts';

/**
 * What a client can use, found out without any request. Contains names of variables and files, but never their values.
 */
export interface Diagnosis {
  /** The config file that was read. `undefined` if there is none, or if code gave the config. */
  readonly config: string | undefined;
  /** The package.json whose dependencies core searched for providers. `undefined` if it searched none. */
  readonly manifest: string | undefined;
  readonly providers: readonly ProviderDiagnosis[];
  /** Plugins that core found but cannot use, and why. */
  readonly problems: readonly { readonly plugin: string; readonly message: string }[];
}

/** One instance. */
export interface ProviderDiagnosis {
  readonly id: string;
  readonly plugin: string;
  /** Where it was configured. */
  readonly origin: 'code' | 'config' | 'discovered';
  /** A text that says where it comes from: package, version and file. */
  readonly source: string;
  readonly models: readonly Model[];
  /** Why it cannot be created. `undefined` if it can. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | undefined;
  readonly credentials: readonly CredentialDiagnosis[];
}

/** Creates every instance as a call would, and reports the outcome. Creating one does no I/O, so nothing is sent. */
export async function diagnose(
  settings: ClientSettings,
  registry: Registry,
  services: CallServices,
): Promise<Diagnosis> {
  const { instances, problems, discovery } = registry.table;
  return {
    config: settings.registry.config.file,
    manifest: discovery.enabled ? discovery.manifest : undefined,
    providers: await Promise.all(instances.map((instance) => diagnoseInstance(instance, registry, settings, services))),
    problems: problems.map(({ plugin, message }) => ({ plugin, message })),
  };
}

async function diagnoseInstance(
  { id, plugin, origin, source, models }: RoutedInstance,
  registry: Registry,
  settings: ClientSettings,
  services: CallServices,
): Promise<ProviderDiagnosis> {
  const { environment } = settings;
  const made = registry.sources.get(id);
  let failure: ProviderDiagnosis['failure'];
  try {
    await services.instance(id, () => 'a diagnosis');
  } catch (error) {
    const { code, message } = explainFailure(normalizeThrown(error, 'setup'), {
      provider: id,
      model: undefined,
      attempts: [],
      partialText: undefined,
      redactor: services.redactor,
      ended: undefined,
    });
    failure = { code, message };
  }
  let definition: AnyDefinition | undefined;
  try {
    definition = made && (await loadDefinition(made, services.log, environment, () => 'a diagnosis'));
  } catch {
    // Reported above already.
  }
  const credentials = made === undefined ? [] : findCredentials(made, definition, environment);
  return { id, plugin, origin, source, models, failure, credentials };
}
