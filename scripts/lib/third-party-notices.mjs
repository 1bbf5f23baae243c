import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the licences of all packages in a bundle into a file beside it.
 *
 * @param {string} folder of the bundle
 * @param {readonly import('rolldown').OutputChunk[]} chunks
 */
export function writeThirdPartyNotices(folder, chunks) {
  // A file LICENSES would count as the licence of the package for pnpm.
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), licenses(foldersOfPackages(chunks)));
}

/** @param {readonly import('rolldown').OutputChunk[]} chunks */
function foldersOfPackages(chunks) {
  const files = chunks.flatMap(({ moduleIds }) => moduleIds);
  const folders = files.map((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  return [...new Set(folders.filter((name) => name !== undefined))].sort();
}

/** @param {readonly string[]} folders */
function licenses(folders) {
  const texts = folders.map((path) => {
    const { name, version, license } = /** @type {Record<string, string>} */ (
      JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    );
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no file with its licence.`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), 'utf8').replaceAll('\r\n', '\n').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
