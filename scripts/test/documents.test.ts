import { parse } from 'acorn';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const documents = ['.', 'docs', 'docs/decisions', ...below('packages'), ...below('examples')].flatMap((folder) =>
  readdirSync(join(root, folder)).flatMap((name) => (name.endsWith('.md') ? join(folder, name) : [])),
);

function below(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

/** The address of a heading, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

function linksOf(text: string): readonly string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\((?<target>[^)\s]+)\)/g)].map(({ groups }) => groups?.['target'] ?? '');
}

test.each(documents)('every link of %s leads to a file, and to a heading in it', (document) => {
  const links = linksOf(readFileSync(join(root, document), 'utf8'));
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? join(root, document) : join(root, dirname(document), path);
    if (!existsSync(file)) return true;
    const headings = anchor === undefined ? [] : readFileSync(file, 'utf8').matchAll(/^#+ (?<text>.+)$/gm);
    return anchor !== undefined && ![...headings].some(({ groups }) => anchorOf(groups?.['text'] ?? '') === anchor);
  });
  expect(broken).toEqual([]);
});

/** Where people are told what to type: documents, and what commands and templates say. */
const tellers = [
  ...documents,
  ...[...below('packages'), ...below('examples')].flatMap((folder) => {
    const source = join(root, folder, 'src');
    if (!existsSync(source)) return [];
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    return files.flatMap((name) => (name.endsWith('.ts') ? join(folder, 'src', name) : []));
  }),
];

test('a command of this project is asked for by its package: the bare name belongs to whoever registers it', () => {
  const told = tellers.flatMap((path) =>
    Array.from(
      readFileSync(join(root, path), 'utf8').matchAll(/\bnpx (?<by>[^\n`]*? )??plugboard[a-z-]*/g),
      ({ 0: command, groups }) => ({ command, by: groups?.['by'] ?? '' }),
    ),
  );
  expect(told.length).toBeGreaterThan(15);
  expect(told.filter(({ by }) => !/^-p @plugboard\/[a-z-]+ $/.test(by))).toEqual([]);
});

test('every example says how to run it, and what it runs is what a build makes', () => {
  const examples = readdirSync(join(root, 'examples'));
  const readmes = examples.map(
    (name) => [name, readFileSync(join(root, 'examples', name, 'README.md'), 'utf8')] as const,
  );
  const programs = readmes.flatMap(([own, text]) =>
    Array.from(
      text.matchAll(/\bnode (?:examples\/(?<example>[a-z-]+)\/)?dist\/(?<name>[a-z-]+)\.js/g),
      ({ groups }) => {
        const { example = own, name = '' } = groups ?? {};
        return { source: `examples/${example}/src/${name}.ts`, build: `examples/${example}/tsconfig.build.json` };
      },
    ),
  );
  const built = readFileSync(join(root, 'tsconfig.build.json'), 'utf8');
  expect(readmes.filter(([, text]) => !text.includes('```sh\n')).map(([name]) => name)).toEqual([]);
  expect(programs.length).toBeGreaterThanOrEqual(5);
  expect(programs.filter(({ source, build }) => !existsSync(join(root, source)) || !built.includes(build))).toEqual([]);
});

test('the files that the architecture names are there', () => {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const files = [...text.matchAll(/`(?<path>[a-z-]+\/[a-z-]+\.ts)`/g)].map(({ groups }) => groups?.['path'] ?? '');
  const sources = ['packages/core/src', 'packages/provider-reka/src'];
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !sources.some((source) => existsSync(join(root, source, file))))).toEqual([]);
});

test('the main job stands in code by line 25 of the README', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n');
  expect(lines.findIndex((line) => line.includes('for await (const chunk of stream)'))).toBeLessThan(25);
});

test.each([
  ['CPU per event, 20,000 events, hot', 'A streamed event takes', 'ratio', '×'],
  ['upload of 50 MB: growth of memory', 'Uploading a file of 50 MB', 'own', 'MB'],
  ['import of core and openai(), new Client()', 'Import and construction', 'own', 'ms'],
] as const)(
  'the README says of %s what was measured, for Plugboard and for the openai package',
  (figure, sentence, column, unit) => {
    const text = readFileSync(join(root, 'docs/performance.md'), 'utf8');
    const row = text.split('\n').find((line) => line.startsWith(`| ${figure} `)) ?? '';
    const [, , own = '', ratio = '', , , openai = ''] = row.split('|');
    // The least and the most stand in brackets.
    const values = [column === 'ratio' ? ratio : own, openai].map((value) => value.replace(/ \(.*\)/, '').trim());
    const said = readFileSync(join(root, 'README.md'), 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`- ${sentence}`));
    expect(values).toEqual([
      expect.stringMatching(new RegExp(`^[\\d.]+ ${unit}$`)),
      expect.stringMatching(new RegExp(`^[\\d.]+ ${unit}$`)),
    ]);
    for (const value of values) expect(said).toContain(` ${Number.parseFloat(value)} `);
  },
);

const snippets = documents.flatMap((document) => {
  const text = readFileSync(join(root, document), 'utf8');
  const blocks = text.matchAll(/^```(?<language>js|mjs|javascript|ts|typescript)\n(?<code>.*?)^```$/gms);
  return Array.from(blocks, ({ index, groups }) => ({
    place: `${document}:${text.slice(0, index).split('\n').length}`,
    language: groups?.['language']?.startsWith('t') ? ('ts' as const) : ('js' as const),
    code: groups?.['code'] ?? '',
  }));
});

/** The newest syntax that all of Node 20 reads: no `using`, no decorators. Some snippets are the part of a function that returns. */
const node20 = { ecmaVersion: 2024, sourceType: 'module', allowReturnOutsideFunction: true } as const;

/** What is left of TypeScript when only the types are taken away, as its readers do who write JavaScript. */
function withoutTypes(code: string): string {
  const { code: script, errors } = transformSync('snippet.ts', code, { target: 'esnext', lang: 'ts' });
  expect(errors).toEqual([]);
  return script;
}

test('there are snippets in both languages', () => {
  expect(new Set(snippets.map(({ language }) => language))).toEqual(new Set(['js', 'ts']));
});

test.each(snippets)('$place ($language) is JavaScript that Node 20 parses', ({ language, code }) => {
  const script = language === 'ts' ? withoutTypes(code) : code;
  expect(() => parse(script, node20)).not.toThrow();
});
