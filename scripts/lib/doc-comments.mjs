import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The formatter's layout is what is read here: one declaration and one member a line, its comment right above it. */
const exportList = /^export (?:type )?\{(?<names>[^}]*)\} from '(?<path>[^']+)';/gm;
const declaration =
  /^export (?:declare |abstract |async )*(?<kind>class|interface|type|function\*?|const) (?<name>[\w$]+)/;
const member =
  /^ {2}(?!readonly #|#|static \{|private )(?:readonly |static |async |get )*\*?(?<name>[\w$]+)\??(?<rest>[(:<].*)$/;
/** Names and comments that say what a number counts. */
const tellingName = /(?:Ms|Bytes|Events|[tT]okens|status|index|port)$/;
const tellingComment = /\b(?:milliseconds|seconds|ms|bytes|characters|tokens)\b/i;

/**
 * What the entry points of a package export without a comment for its users. Each declaration needs one, and so does each
 * method and each number, unless the comment of the whole says it: for numbers, their unit.
 *
 * @param {URL} manifest of the package
 * @returns {readonly string[]} one sentence each
 */
export function missingDocComments(manifest) {
  /** @type {{ exports: Record<string, string | { '@plugboard/source'?: string }> }} */
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8'));
  const entries = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : (target['@plugboard/source'] ?? []),
  );
  const found = entries.flatMap((entry) => exportsOf(new URL(entry, manifest)));
  return [...new Set(found.flatMap(({ file, names }) => missingIn(file, names)))];
}

/**
 * @param {URL} entry
 * @returns {readonly { file: URL, names: readonly string[] | undefined }[]} `undefined`: all of them
 */
function exportsOf(entry) {
  if (!existsSync(fileURLToPath(entry))) return [];
  const text = readFileSync(entry, 'utf8');
  const lists = Array.from(text.matchAll(exportList), ({ groups }) => ({
    file: new URL(groups?.['path'] ?? '', entry),
    names: (groups?.['names'] ?? '')
      .split(',')
      .map((name) =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/ as .*$/, ''),
      )
      .filter((name) => name !== ''),
  }));
  const own = lists.filter(({ file }) => file.protocol === 'file:' && file.pathname.endsWith('.ts'));
  return [...own, { file: entry, names: undefined }];
}

/**
 * @param {URL} file
 * @param {readonly string[] | undefined} names
 */
function missingIn(file, names) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const short = fileURLToPath(file)
    .replaceAll('\\', '/')
    .replace(/^.*\/packages\//, 'packages/');
  return declarationsOf(lines)
    .filter(({ name }) => names === undefined || names.includes(name))
    .flatMap((declared) => [
      ...(declared.comment === '' ? [`${short}: ${declared.name} has no comment.`] : []),
      ...membersWithout(declared).map(
        (name) => `${short}: ${declared.name}.${name} has no comment that says what it is.`,
      ),
    ]);
}

/**
 * @typedef {object} Declared
 * @property {string} kind
 * @property {string} name
 * @property {string} comment the text of the comment above it, or nothing
 * @property {readonly string[]} body its lines
 */

/**
 * @param {readonly string[]} lines
 * @returns {readonly Declared[]}
 */
function declarationsOf(lines) {
  return lines.flatMap((line, index) => {
    const { kind = '', name = '' } = declaration.exec(line)?.groups ?? {};
    if (name === '') return [];
    const after = lines.slice(index + 1);
    const end = after.findIndex((other) => /^\S/.test(other));
    const body = line.endsWith('{') ? after.slice(0, end === -1 ? after.length : end) : [];
    return [{ kind, name, comment: commentAbove(lines, index), body }];
  });
}

/** @param {Declared} declared */
function membersWithout({ kind, comment, body }) {
  if (kind !== 'interface' && kind !== 'class') return [];
  return body.flatMap((line, index) => {
    const { name, rest = '' } = member.exec(line)?.groups ?? {};
    if (name === undefined || name === 'constructor') return [];
    const own = commentAbove(body, index);
    const isMethod = /^[(<]/.test(rest);
    const isNumber = /:\s*(?:readonly )?number\b/.test(rest);
    if (isMethod) return own === '' && comment === '' ? [name] : [];
    const isClear = own !== '' || tellingName.test(name) || tellingComment.test(comment);
    return isNumber && !isClear ? [name] : [];
  });
}

/**
 * @param {readonly string[]} lines
 * @param {number} index
 */
function commentAbove(lines, index) {
  let last = index - 1;
  while (/^\s*@[\w.]+\(/.test(lines[last] ?? '')) last -= 1;
  if (!(lines[last] ?? '').trimEnd().endsWith('*/')) return '';
  const first = lines.slice(0, last + 1).findLastIndex((line) => line.trimStart().startsWith('/*'));
  const text = lines.slice(first, last + 1).join('\n');
  return text.trimStart().startsWith('/**') ? text : '';
}
