import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const exportList = /^export (?<onlyTypes>type )?\{(?<names>[^}]*)\}/gm;
const exportedType = /^export (?:declare )?(?:interface|type) (?<name>[\w$]+)/gm;

/**
 * Lists what a package offers: each entry point with the names that it exports and their kinds. Values are read from
 * the loaded module, types from the export lists of its file, which are written by hand.
 *
 * @param {URL} manifest of the package
 * @param {(source: URL) => Promise<Record<string, unknown>>} load imports a source file
 * @returns {Promise<string>} one line each
 */
export async function describeEntryPoints(manifest, load) {
  /** @type {{ name: string, exports: Record<string, string | { '@plugboard/source'?: string }> }} */
  const { name, exports } = JSON.parse(readFileSync(manifest, 'utf8'));
  const lines = [];
  for (const [subpath, target] of Object.entries(exports)) {
    const source = typeof target === 'string' ? undefined : target['@plugboard/source'];
    if (source === undefined) continue;
    const url = new URL(source, manifest);
    lines.push(`${name}${subpath.slice(1)}`);
    if (!existsSync(fileURLToPath(url))) lines.push('  (no source file)');
    else lines.push(...[...values(await load(url)), ...types(readFileSync(url, 'utf8'))].map((line) => `  ${line}`));
  }
  return `${lines.join('\n')}\n`;
}

/** @param {Record<string, unknown>} module */
function values(module) {
  return Object.entries(module)
    .map(([name, value]) => `${kindOf(value)} ${name}`)
    .toSorted();
}

/** @param {unknown} value */
function kindOf(value) {
  if (typeof value !== 'function') return typeof value;
  return /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function';
}

/** @param {string} text */
function types(text) {
  if (/^export (?:type )?\*/m.test(text))
    throw new Error('An entry point lists its exports by name, without `export *`.');
  const listed = Array.from(text.matchAll(exportList), ({ groups }) =>
    (groups?.['names'] ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '' && (groups?.['onlyTypes'] !== undefined || item.startsWith('type ')))
      .map((item) => item.replace(/^type /, '').replace(/^.* as /, '')),
  ).flat();
  const declared = Array.from(text.matchAll(exportedType), ({ groups }) => groups?.['name'] ?? '');
  return [...listed, ...declared].map((name) => `type ${name}`).toSorted();
}
