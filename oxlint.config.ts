// The linter, and with it the one place that says which folder may import which (docs/adr/0022).
import { defineConfig, type OxlintOverride } from 'oxlint';

import product from './package.json' with { type: 'json' };

/** The libraries that the services are made of, from the bottom up, with the libraries that each may import. */
const LIBRARIES = {
  contracts: [],
  configuration: [],
  errors: ['contracts'],
  catalog: ['contracts', 'errors'],
  telemetry: ['configuration'],
  faults: ['configuration', 'errors', 'telemetry'],
  limits: ['configuration', 'telemetry'],
  'grpc-http2-client': [],
  grpc: ['grpc-http2-client', 'contracts', 'configuration', 'errors', 'telemetry', 'faults', 'limits'],
  'service-runtime': [
    'contracts',
    'configuration',
    'errors',
    'telemetry',
    'log-format',
    'faults',
    'limits',
    'grpc-http2-client',
    'grpc',
  ],
  markdown: [],
} as const;

const FOR_APPS = [...Object.keys(LIBRARIES), 'run-service'];

/** What a spec may import besides: what starts services, and what makes their requests. */
const FOR_SPECS = [...FOR_APPS, 'testbed', 'arbitraries'];

/** The other folders, with the folders that each may import. Nothing imports tools/. */
const FOLDERS = {
  'libs/testbed': ['libs', 'apps'],
  conformance: ['libs'],
  scenarios: ['libs', 'conformance'],
  exercises: ['libs', 'conformance'],
  lessons: ['libs', 'conformance'],
  bench: ['libs', 'apps', 'conformance'],
  observability: ['libs'],
  tests: ['libs', 'apps', 'bench', 'observability', 'tests'],
  tools: ['libs', 'apps', 'bench', 'observability', 'tests', 'tools'],
} as const;

/** By which everything of libs/ is imported, without the #. */
const NAMES = Object.keys(product.imports).map((name) => name.slice(1));

const ROOTS = [
  'apps',
  'bench',
  'conformance',
  'exercises',
  'lessons',
  'libs',
  'observability',
  'scenarios',
  'tests',
  'tools',
];

interface Pattern {
  readonly regex: string;
  readonly message: string;
}

const restrict = (patterns: Pattern[]): NonNullable<OxlintOverride['rules']> => ({
  'no-restricted-imports': ['error', { patterns }],
});

/** Within apps/ and libs/ everything is imported by the # name of its library. */
const BY_NAME: Pattern = {
  regex: String.raw`^(\.\./)+([\w-]+/)*src/|^(\.\./)+(${ROOTS.join('|')})/`,
  message: 'Apps never import each other, and libraries only by their # name.',
};

// The linter's regular expressions have no negative lookahead.
const onlyLibraries = (allowed: readonly string[]): Pattern => ({
  regex: `^#(${NAMES.filter((name) => !allowed.includes(name)).join('|')})$`,
  message: `This folder may import ${allowed.map((name) => `#${name}`).join(', ') || 'no other library'}.`,
});

const onlyFolders = (allowed: readonly string[]): Pattern => ({
  regex: String.raw`^(\.\./)+(${ROOTS.filter((root) => !allowed.includes(root)).join('|')})/`,
  message: `This folder may import from ${allowed.join(', ')}.`,
});

export default defineConfig({
  plugins: ['typescript', 'import', 'vitest', 'promise', 'node', 'unicorn', 'oxc'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['dist/', 'libs/contracts/src/gen/'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'no-prototype-builtins': 'error',
    'no-proto': 'error',
    'prefer-object-has-own': 'error',
    'typescript/no-extraneous-class': 'off',
    'no-await-in-loop': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'import/no-unassigned-import': 'off',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'promise/always-return': 'off',
    'promise/no-multiple-resolved': 'off',
  },
  overrides: [
    { files: ['**/*.properties.spec.ts'], rules: { 'vitest/no-conditional-expect': 'off' } },
    { files: ['apps/**'], rules: restrict([BY_NAME, onlyLibraries(FOR_APPS)]) },
    ...Object.entries(LIBRARIES).map(([library, allowed]) => ({
      files: [`libs/${library}/**`],
      rules: restrict([BY_NAME, onlyLibraries(allowed)]),
    })),
    { files: ['apps/**/*.spec.ts', 'libs/**/*.spec.ts'], rules: restrict([BY_NAME, onlyLibraries(FOR_SPECS)]) },
    ...Object.entries(FOLDERS).map(([folder, allowed]) => ({
      files: [`${folder}/**`],
      rules: restrict([onlyFolders(allowed)]),
    })),
  ],
});
