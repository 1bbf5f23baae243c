/** Blocks of these languages need a marker, or nobody would run their code. Commands and JSON need none. */
const programLanguages = /^(?:ts|typescript|tsx|js|javascript|mjs)$/;
const fence = /^(?<indent>\s*)(?<ticks>`{3,}|~{3,})\s*(?<language>[\w-]*)/;
const marker = /^\s*<!--\s*snippet:\s*(?<path>[^\s#]+)(?:#(?<region>\S+))?\s*-->\s*$/;

/**
 * @typedef {object} Block a fenced code block of a Markdown document
 * @property {number} line the line number of its fence, from 1
 * @property {string} indent the text before the fence
 * @property {string} language
 * @property {{ path: string, region: string | undefined } | undefined} source the file that its marker names
 * @property {readonly string[]} code
 */

/**
 * Compares the code blocks of a Markdown document with the files that their markers name, so that every sample is compiled and run.
 *
 * @param {string} document
 * @param {(path: string) => string | undefined} readSource by path from the root folder
 * @returns {{ text: string, faults: readonly string[] }} the document with every marked block as in its source, and what is wrong: blocks
 *   that differ, lack a marker, or name a source that does not exist
 */
export function checkSnippets(document, readSource) {
  const lines = document.split('\n');
  /** @type {string[]} */
  const faults = [];
  // From the end, so that a block that changes its length does not move the others.
  for (const block of blocksOf(lines).toReversed()) {
    const wanted = sourceOf(block, readSource);
    if (typeof wanted === 'string') faults.unshift(`line ${block.line}: ${wanted}`);
    else if (wanted.join('\n') !== block.code.join('\n')) {
      faults.unshift(`line ${block.line}: the block differs from ${block.source?.path}.`);
      lines.splice(block.line, block.code.length, ...wanted);
    }
  }
  return { text: lines.join('\n'), faults };
}

/**
 * @param {readonly string[]} lines
 * @returns {readonly Block[]}
 */
function blocksOf(lines) {
  /** @type {Block[]} */
  const blocks = [];
  for (let index = 0; index < lines.length; index++) {
    const { indent = '', ticks, language = '' } = fence.exec(lines[index] ?? '')?.groups ?? {};
    if (ticks === undefined) continue;
    const length = lines.slice(index + 1).findIndex((line) => line.trim() === ticks);
    const end = length === -1 ? lines.length : index + 1 + length;
    const above = lines.slice(0, index).findLast((line) => line.trim() !== '') ?? '';
    const { path, region } = marker.exec(above)?.groups ?? {};
    const source = path === undefined ? undefined : { path, region };
    blocks.push({ line: index + 1, indent, language, source, code: lines.slice(index + 1, end) });
    index = end;
  }
  return blocks;
}

/**
 * @param {Block} block
 * @param {(path: string) => string | undefined} readSource
 * @returns {readonly string[] | string} the lines that the block must have, or what is wrong
 */
function sourceOf({ indent, language, source, code }, readSource) {
  if (source === undefined) {
    if (!programLanguages.test(language)) return code;
    return `a \`${language}\` block needs a marker such as <!-- snippet: examples/x/src/main.ts#region --> above it.`;
  }
  const text = readSource(source.path);
  if (text === undefined) return `there is no file ${source.path}.`;
  const lines = text.replace(/\n$/, '').split('\n');
  const part = source.region === undefined ? lines : regionOf(lines, source.region);
  if (part === undefined) return `${source.path} has no region "${source.region}".`;
  return dedent(part).map((line) => (line === '' ? '' : indent + line));
}

/**
 * The lines of a region, without the markers of other regions inside it.
 *
 * @param {readonly string[]} lines
 * @param {string} name
 */
function regionOf(lines, name) {
  const start = lines.findIndex((line) => isRegionMark(line, 'region', name));
  const end = lines.findIndex((line, index) => index > start && isRegionMark(line, 'endregion', name));
  if (start === -1 || end === -1) return undefined;
  return lines.slice(start + 1, end).filter((line) => !/^\s*(?:\/\/|#) ?#(?:end)?region\b/.test(line));
}

/**
 * @param {string} line
 * @param {'region' | 'endregion'} word
 * @param {string} name
 */
function isRegionMark(line, word, name) {
  return [`// #${word} ${name}`, `# #${word} ${name}`].includes(line.trim());
}

/** @param {readonly string[]} lines */
function dedent(lines) {
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const depth = Math.min(...depths);
  return lines.map((line) => line.slice(depth).trimEnd());
}
