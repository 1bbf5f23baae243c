import { formatJsonPath, mustBe, readRecord, readText, refuseOtherKeys, ShapeFault } from '../config/shape.ts';
import { isRecord, ownValue } from '../util/is-record.ts';
import type { Model } from '../contract/model.ts';
import { readModels } from '../config/read-models.ts';
import { isPluginId } from '../contract/define-provider.ts';

/** The `plugboard` field of a plugin's package.json: all that routing needs, without importing the package. */
export interface PluginManifest {
  readonly id: string;
  /** The entry of the package that exports the plugin: `.` or `./plugin`, as in `exports`. */
  readonly export: string;
  readonly models: readonly Model[];
}

/** What a package.json says about a plugin. */
export type ManifestReading =
  | { readonly kind: 'plugin'; readonly manifest: PluginManifest }
  /** The package is not a plugin. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'problem';
      /** `undefined`: unreadable. */
      readonly id: string | undefined;
      readonly message: string;
      readonly models: readonly Model[];
    };

/** The version of the manifest and of the `Provider` contract that this copy of core supports. */
const apiVersion = 1;

/** Reads the `plugboard` field of a parsed package.json. Strict, because a mistake in a manifest would be harder to find later. */
export function readManifest(packageJson: unknown): ManifestReading {
  const field = isRecord(packageJson) ? ownValue(packageJson, 'plugboard') : undefined;
  if (field === undefined) return { kind: 'none' };
  try {
    return { kind: 'plugin', manifest: manifestFrom(field) };
  } catch (error) {
    if (!(error instanceof ShapeFault)) throw error;
    const message = `In its package.json, ${formatJsonPath(error.path)} ${error.problem}.`;
    return { kind: 'problem', id: recognizableId(field), message, models: recognizableModels(field) };
  }
}

function manifestFrom(field: unknown): PluginManifest {
  const path = ['plugboard'];
  const record = readRecord(field, path);
  const version = ownValue(record, 'apiVersion');
  if (typeof version === 'number' && version > apiVersion) {
    throw new ShapeFault(
      [...path, 'apiVersion'],
      `is ${version}, but this version of @plugboard/core supports only ${apiVersion}: update @plugboard/core`,
    );
  }
  if (version !== apiVersion) mustBe([...path, 'apiVersion'], `the number ${apiVersion}`, version);
  refuseOtherKeys(record, ['apiVersion', 'id', 'export', 'models'], path);
  const id = readText(ownValue(record, 'id'), [...path, 'id'], 'the id of the plugin');
  if (!isPluginId(id)) throw new ShapeFault([...path, 'id'], 'must consist of lower-case letters, digits and "-"');
  const entry = readText(ownValue(record, 'export'), [...path, 'export'], 'an entry of `exports`, such as "."');
  if (entry !== '.' && !entry.startsWith('./'))
    throw new ShapeFault([...path, 'export'], 'must be "." or begin with "./"');
  return { id, export: entry, models: readModels(ownValue(record, 'models'), [...path, 'models']) };
}

function recognizableId(field: unknown): string | undefined {
  const id = isRecord(field) ? ownValue(field, 'id') : undefined;
  return typeof id === 'string' && isPluginId(id) ? id : undefined;
}

/** The models of a broken manifest, as far as they are readable, so that an error can say which plugin would have the model. */
function recognizableModels(field: unknown): readonly Model[] {
  const models = isRecord(field) ? ownValue(field, 'models') : undefined;
  if (!Array.isArray(models)) return [];
  return models.flatMap((model: unknown) => {
    const id = isRecord(model) ? ownValue(model, 'id') : model;
    return typeof id === 'string' && id !== '' ? [{ id }] : [];
  });
}
