/** Who may import whom, types and `import()` included; docs/architecture.md shows it, and scripts/test/arrows.test.ts compares. */
const basis = ['contract', 'util', 'errors'];

/** The folders of core, each with those that it may import besides itself. */
const core = {
  client: ['call', 'registry', 'config', 'routing', 'http', 'media', 'stream', ...basis],
  call: ['registry', 'http', 'media', 'stream', ...basis],
  registry: ['config', 'routing', ...basis],
  'chat-completions': ['stream', ...basis],
  http: ['media', 'stream', ...basis],
  auth: basis,
  config: basis,
  media: basis,
  routing: basis,
  stream: basis,
  contract: ['util', 'errors'],
  util: ['errors'],
  errors: [],
};
const folders = Object.entries(core).map(([folder, others]) => [folder, `(${[folder, ...others].join('|')})/`]);
const chat = 'packages/core/src/contract/(chat-|completion|define-provider|provider[.]|tools)';
const packages = '^(packages/[^/]+|examples/[^/]+|benchmarks)/';

/** What may not import what: [why, importer, imported]. `$1` is what the first group of the importer holds. */
const rules = [
  ...folders.map(([folder, allowed]) => [
    `${folder}/ of core may import only ${allowed}`,
    `^packages/core/src/${folder}/`,
    { path: '^packages/core/src/', pathNot: `^packages/core/src/${allowed}` },
  ]),
  ['a folder of core has its line above', `^packages/core/src/(?!(${Object.keys(core).join('|')})/)[^/]+/`, {}],
  ['http/, auth/ and media/ know no chat', '^packages/core/src/(http|auth|media)/', { path: chat, reachable: true }],
  [
    'another package is used by its entry points',
    packages,
    { path: packages, pathNot: '^$1/', dependencyTypes: ['local'] },
  ],
  ['core knows no other package', '^packages/core/', { path: packages, pathNot: '^packages/core/' }],
  [
    'gateway and testkit know core only',
    '^packages/(gateway|provider-testkit)/',
    { path: packages, pathNot: '^packages/($1|core)/' },
  ],
  ['cli knows core and gateway', '^packages/cli/', { path: packages, pathNot: '^packages/(cli|core|gateway)/' }],
  [
    'a provider knows core only, and hands on the emulator of its service',
    '^packages/(provider-(?!testkit/)[^/]+)/src/',
    { path: packages, pathNot: ['^packages/($1|core)/', '-emulator/'] },
  ],
  [
    'an emulator stands in for a service: it knows neither client nor provider',
    '^packages/(emulator-kit|[^/]+-emulator)/',
    { path: packages, pathNot: '^packages/($1|emulator-kit)/' },
  ],
  [
    'the container stays in one file',
    '^(?!packages/core/src/client/create-runtime[.])',
    npm('tsyringe|reflect-metadata'),
  ],
  ['undici stays in http/', '^packages/(?!core/src/(http/|client/create-runtime[.])|provider-testkit/)', npm('undici')],
  ['tough-cookie stays in auth/cookies/', '^packages/(?!core/src/auth/cookies/)', npm('tough-cookie')],
  [
    'the testkit is handed its test function',
    '^packages/provider-testkit/',
    { path: '^node:test$|(^|/)node_modules/(vitest|@vitest)/' },
  ],
  ['every import leads somewhere', '', { couldNotResolve: true }],
  ['no import leads back to its own file', '', { circular: true }],
];

/** @param {string} names */
function npm(names) {
  return { path: `(^|/)node_modules/(${names})/` };
}

export default {
  forbidden: rules.map(([name, path, to]) => ({ name, severity: 'error', from: { path }, to })),
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: `${packages}(dist|bundle)/|^examples/third-party-provider/` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@plugboard/source', 'import', 'node', 'default', 'types'],
    },
  },
};
