import { pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import { nameOfCause, sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { asPlugboardError } from '../errors/copy-error.ts';
import { type AnyDefinition, definitionOf } from '../contract/define-provider.ts';

/** A plugin that has to be imported. */
export interface PluginImport {
  /** The instance that needs it. */
  readonly instance: string;
  readonly module:
    | { readonly kind: 'package'; readonly specifier: string; readonly folder: string }
    | { readonly kind: 'file'; readonly path: string };
  /** The id that the plugin must have. `undefined`: it is the only one in the module, or has the instance's name. */
  readonly pluginId: string | undefined;
  /** Import conditions besides `node` and `import`. */
  readonly conditions: readonly string[];
}

/**
 * Imports a plugin as a module in the root folder would import it, through links, `exports` and conditions.
 * Throws `provider_load_failed` with the package and the reason.
 */
export async function loadPlugin(request: PluginImport): Promise<AnyDefinition> {
  const { module } = request;
  const name = module.kind === 'file' ? module.path : module.specifier;
  const url = resolveModule(request, name);
  let exported: Readonly<Record<string, unknown>>;
  try {
    // A bundler cannot know the URL and must not try to resolve it.
    exported = (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as typeof exported;
  } catch (error) {
    throw failed(request, name, whyImportFailed(error), error);
  }
  return findDefinition(request, name, exported);
}

function resolveModule({ module, instance, conditions }: PluginImport, name: string): string {
  if (module.kind === 'file') return pathToFileURL(module.path).href;
  const parent = pathToFileURL(`${module.folder}/package.json`);
  try {
    return moduleResolve(module.specifier, parent, new Set(['node', 'import', ...conditions])).href;
  } catch (error) {
    throw failed({ instance }, name, whyResolutionFailed(error, module.folder), error);
  }
}

function findDefinition(
  request: PluginImport,
  name: string,
  exported: Readonly<Record<string, unknown>>,
): AnyDefinition {
  const all = new Set(
    Object.values(exported).flatMap((value) => (isPlugin(value) ? definitionOf(value) : undefined) ?? []),
  );
  const ids = [...all].map(({ id }) => quote(id)).sort();
  const wantedId = request.pluginId ?? (all.size > 1 ? request.instance : undefined);
  const [definition, second] = [...all].filter(({ id }) => wantedId === undefined || id === wantedId);
  if (definition !== undefined && second === undefined) return definition;

  if (second !== undefined) throw failed(request, name, `it exports several plugins with the id ${quote(second.id)}`);
  const wanted = wantedId === undefined ? 'a plugin' : `the plugin ${quote(wantedId)}`;
  const has = ids.length === 0 ? '' : `, only ${ids.join(', ')}`;
  const why = `it does not export ${wanted}${has}; a plugin is what \`defineProvider\` returns`;
  throw failed(request, name, why);
}

function isPlugin(value: unknown): boolean {
  return typeof value === 'function' && Reflect.get(value, 'kind') === 'provider-plugin';
}

function failed(
  { instance }: Pick<PluginImport, 'instance'>,
  name: string,
  why: string,
  error?: unknown,
): PlugboardError {
  const ours = asPlugboardError(error);
  if (ours !== undefined) return ours;
  return new PlugboardError(
    'provider_load_failed',
    `The plugin ${quote(name)} of provider ${quote(instance)} cannot be loaded: ${why}.`,
    { provider: instance, cause: sanitizeCause(error) },
  );
}

function whyResolutionFailed(error: unknown, folder: string): string {
  switch (codeOf(error)) {
    case 'ERR_MODULE_NOT_FOUND':
      return `it is not installed where ${folder} can find it, or its entry file is missing`;
    case 'ERR_PACKAGE_PATH_NOT_EXPORTED':
      return 'the `exports` of its package.json have no such entry for `import`';
    default:
      return `its entry cannot be found: ${nameOfCause(error)}`;
  }
}

function whyImportFailed(error: unknown): string {
  switch (codeOf(error)) {
    case 'ERR_MODULE_NOT_FOUND':
      return `${missingModule(error)} is missing`;
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return 'it is a folder; name a file in it';
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return 'Node.js cannot run this kind of file; name the built JavaScript file';
    default:
      return `its import failed: ${nameOfCause(error)}`;
  }
}

/** The module that Node.js could not find. Only the wording of Node.js is used, never a text of the plugin. */
function missingModule(error: unknown): string {
  const found = error instanceof Error ? /^Cannot find (package|module) '([^']+)'/.exec(error.message) : null;
  return found === null ? 'a module that it imports, or the file itself,' : `the ${found[1]} ${quote(found[2] ?? '')}`;
}

function codeOf(error: unknown): unknown {
  return sanitizeCause(error)?.code;
}

/**
 * The import conditions that the program was started with (`node -C development`, `NODE_OPTIONS`). The import of a plugin has to
 * follow the same conditions as every other import of the program.
 */
export function importConditions(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const all = [...(environment['NODE_OPTIONS'] ?? '').split(/\s+/), ...flags];
  const found = all.flatMap((flag, index) => {
    if (flag === '-C' || flag === '--conditions') return all[index + 1] ?? [];
    return /^(?:--conditions|-C)=(.+)$/.exec(flag)?.[1] ?? [];
  });
  return [...new Set(found)];
}
