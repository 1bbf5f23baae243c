import { cutFixture, cutStream, helloFixture, helloStream, refusedFixture } from './template-fixtures.ts';
import { readme, source, testSource } from './template-source.ts';

/** The files of a new provider package, by path. `acme` and its service are placeholders that work. */
export function templateFiles(packageName: string): Readonly<Record<string, string>> {
  const id =
    (packageName.split('/').at(-1) ?? packageName)
      .replace(/^(?:plugboard-)?(?:provider-)?/, '')
      .replace(/^[^a-z]+/, '') || 'acme';
  const model = `${id}-large`;
  const url = `https://api.${id}.example/v1`;
  const models = [{ id: model, input: [] }];
  return {
    'package.json': json({
      name: packageName,
      version: '0.1.0',
      type: 'module',
      files: ['dist/src'],
      exports: {
        '.': { types: './dist/src/index.d.ts', default: './dist/src/index.js' },
        './package.json': './package.json',
      },
      scripts: {
        build: 'tsc',
        // The test runner of Node 22 and later does not take a folder.
        test: 'tsc && node --test dist/test/provider.test.js',
        check: 'tsc && plugboard-testkit check .',
        prepack: 'tsc',
      },
      plugboard: { apiVersion: 1, id, export: '.', models },
      peerDependencies: { '@plugboard/core': '>=0.1.0 <1.0.0' },
      devDependencies: {
        '@plugboard/core': '^0.1.0',
        '@plugboard/provider-testkit': '^0.1.0',
        '@types/node': '^20.19.0',
        typescript: '>=5.9',
      },
      engines: { node: '>=20.18.1' },
    }),
    'tsconfig.json': json({
      compilerOptions: {
        target: 'ES2023',
        module: 'NodeNext',
        strict: true,
        skipLibCheck: true,
        declaration: true,
        rootDir: '.',
        outDir: 'dist',
        types: ['node'],
      },
      include: ['src', 'test'],
    }),
    '.gitignore': 'node_modules/\ndist/\n',
    'src/index.ts': source(id, model, url),
    'test/provider.test.ts': testSource(id),
    'fixtures/hello.json': json(helloFixture(model, url)),
    'fixtures/hello.sse': helloStream,
    'fixtures/cut.json': json(cutFixture(model, url)),
    'fixtures/cut.sse': cutStream,
    'fixtures/refused.json': json(refusedFixture(model, url)),
    'README.md': readme(packageName, id, model),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
