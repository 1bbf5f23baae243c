import { defineConfig } from 'vitest/config';

const conditions = ['@plugboard/source', 'module', 'node', 'import', 'default'];

/** Tests of these run the compiled packages in processes of their own; all others take the sources and need no build. */
const compiled = ['examples/*/test/**/*.test.ts', 'packages/*/test/compiled/**/*.test.ts'];

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    testTimeout: 20_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reporter: ['text-summary'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['packages/*/test/**/*.test.ts', 'docs/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
          exclude: compiled,
        },
      },
      {
        extends: true,
        test: { name: 'compiled', include: compiled, testTimeout: 30_000, globalSetup: ['scripts/lib/build-once.mjs'] },
      },
    ],
  },
});
