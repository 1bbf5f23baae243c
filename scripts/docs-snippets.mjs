// Checks that the code blocks of the documents equal the files that they name. `--write` updates them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './lib/command.mjs';
import { checkSnippets } from './lib/snippets.mjs';

const write = process.argv.includes('--write');
let faultCount = 0;

for (const path of documents()) {
  const document = readFileSync(join(root, path), 'utf8');
  const first = checkSnippets(document, readSource);
  if (write && first.text !== document) {
    writeFileSync(join(root, path), first.text);
    console.log(`${path} was brought up to date.`);
  }
  const { faults } = write ? checkSnippets(first.text, readSource) : first;
  for (const fault of faults) console.error(`${path}, ${fault}`);
  faultCount += faults.length;
}
if (faultCount > 0) console.error('\nBring the blocks up to date with: node scripts/docs-snippets.mjs --write');
process.exitCode = faultCount > 0 ? 1 : 0;

function documents() {
  const docs = existsSync(join(root, 'docs'))
    ? readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    : [];
  const packages = ['packages', 'examples'].flatMap((parent) =>
    existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}/README.md`) : [],
  );
  const named = docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name.replaceAll('\\', '/')}`);
  return ['README.md', 'CONTRIBUTING.md', ...named.toSorted(), ...packages.toSorted()].filter((path) =>
    existsSync(join(root, path)),
  );
}

/** @param {string} path */
function readSource(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}
