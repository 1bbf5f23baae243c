import { defineConfig } from 'vitest/config';

const conditions = ['@plugboard/source', 'module', 'node', 'import', 'default'];

/** Tests of these run the compiled packages in processes of their own; all others take the sources and need no build. */
const compiled = [
  'examples/*/test/**/*.test.ts',
  'packages/*/test/compiled/**/*.test.ts',
  'scripts/test/compiled/**/*.test.ts',
];

/** Tests of these install the packed packages in folders outside of the repository. */
const installed = ['scripts/test/installed/**/*.test.ts'];

/** A package of somebody else, with a runner of its own: it is built and tested where it is installed. */
const foreign = ['examples/third-party-provider/**'];

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    // Long enough for a slow machine: they end a test that is stuck.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // All cores: most tests wait for sockets and processes. Left alone, two cores would do one file after the other.
    maxWorkers: '100%',
    coverage: { provider: 'v8' },
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['packages/*/test/**/*.test.ts', 'docs/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
          exclude: [...compiled, ...installed],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/test/**/*.test-d.ts'],
            tsconfig: 'tsconfig.types.json',
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'compiled',
          include: compiled,
          exclude: foreign,
          globalSetup: ['scripts/lib/build-once.mjs'],
        },
      },
      {
        extends: true,
        test: {
          name: 'installed',
          include: installed,
          testTimeout: 400_000,
          hookTimeout: 400_000,
          globalSetup: ['scripts/lib/build-once.mjs', 'scripts/lib/packed-once.mjs'],
        },
      },
    ],
  },
});
