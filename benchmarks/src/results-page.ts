import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const begin = '<!-- results: npm run bench -- --write -->';
const end = '<!-- end of results -->';

/** Replaces the table of docs/performance.md, and the line about the machine. */
export async function writeResults(machine: string, table: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [before, rest] = split(text, begin);
  const [, after] = split(rest, end);
  await writeFile(page, `${before}${begin}\n\n${machine}\n\n${table}\n\n${end}${after}`);
}

function split(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`docs/performance.md lacks its mark ${mark}.`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
