import { explainFailure } from '../call/explain-failure.ts';
import type { CallServices } from '../call/instance.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import type { AnyDefinition } from '../contract/define-provider.ts';
import { findCredentials } from '../registry/find-credentials.ts';
import { loadDefinition } from '../registry/make-instance.ts';
import type { Registry } from '../registry/registry.ts';
import type { RoutedInstance } from '../routing/routing-table.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Diagnosis, ProviderDiagnosis } from './diagnosis.ts';

/** Makes every instance, as a call would, and tells what came of it. Making one does no I/O, so there is no traffic. */
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
    // Told above.
  }
  const credentials = made === undefined ? [] : findCredentials(made, definition, environment);
  return { id, plugin, origin, source, models, failure, credentials };
}
