import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseSync } from 'rolldown/utils';

/**
 * @typedef {object} ModuleImports
 * @property {readonly string[]} atOnce what the module imports when it is loaded, without types
 * @property {readonly string[]} later the arguments of `import()` as written: literals with their quotes
 */

/**
 * What a module of JavaScript or TypeScript imports.
 *
 * @param {string} file
 * @returns {ModuleImports}
 */
export function importsOf(file) {
  const source = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const imported = module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.length > 0 && entries.every(({ isType }) => isType) ? [] : [moduleRequest.value],
  );
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) => (moduleRequest === null || isType ? [] : [moduleRequest.value])),
  );
  return {
    atOnce: [...new Set([...imported, ...exported])],
    later: module.dynamicImports.map(({ moduleRequest }) => source.slice(moduleRequest.start, moduleRequest.end)),
  };
}

/**
 * A file and everything that Node loads with it: files by path, packages and Node's modules by name.
 *
 * @param {string} file
 * @param {Set<string>} found
 * @returns {ReadonlySet<string>}
 */
export function loadedWith(file, found = new Set()) {
  found.add(file);
  for (const name of importsOf(file).atOnce) {
    const target = name.startsWith('.') ? resolve(dirname(file), name) : name;
    if (found.has(target)) continue;
    if (name.startsWith('.')) loadedWith(target, found);
    else found.add(name);
  }
  return found;
}
