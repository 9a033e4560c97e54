// What each command that the documents name takes to run. A command that is not here fails tests/documents/commands.spec.ts.
import type { ShellCommand } from './shell-commands.ts';

/** Nothing but this clone, so that docs:check runs it; or what else it takes. */
export type Need =
  | 'nothing'
  | 'Docker'
  | 'a cluster'
  | 'an apt repository'
  | 'a public repository'
  | 'grpcurl'
  | 'an npm registry'
  | 'Prometheus, Zipkin and a collector'
  | 'more than a minute'
  | 'to write into the clone';

/** By the name of the script in package.json. */
export const NEED_OF_SCRIPT: Readonly<Record<string, Need>> = {
  start: 'nothing',
  test: 'nothing',
  build: 'nothing',
  generate: 'nothing',
  typecheck: 'nothing',
  lint: 'nothing',
  'proto:check': 'nothing',
  load: 'nothing',
  'k8s:render': 'to write into the clone',
  format: 'to write into the clone',
  dashboards: 'to write into the clone',
  'docs:scenarios': 'to write into the clone',
  'docs:benchmarks': 'to write into the clone',
  'docs:exercises': 'to write into the clone',
  audit: 'an npm registry',
  images: 'Docker',
  'test:containers': 'Docker',
  budgets: 'Docker',
  'k8s:validate': 'a cluster',
  'e2e:cluster': 'a cluster',
  conformance: 'a cluster',
  break: 'a cluster',
  grade: 'a cluster',
  'exercises:check': 'a cluster',
  'lessons:check': 'a cluster',
  'cluster:kind': 'a cluster',
  'cluster:minikube': 'a cluster',
  'cluster:istio': 'a cluster',
  'cluster:ambient': 'a cluster',
  'cluster:linkerd': 'a cluster',
  bench: 'more than a minute',
  'bench:profile': 'more than a minute',
  'bench:guard': 'more than a minute',
  'bench:live': 'more than a minute',
  'bench:reservations': 'more than a minute',
  'bench:streams': 'more than a minute',
  'bench:mesh': 'a cluster',
  'docs:pictures': 'Prometheus, Zipkin and a collector',
  'docs:check': 'more than a minute',
  'test:environments': 'more than a minute',
  hostile: 'more than a minute',
  soak: 'more than a minute',
  'test:openapi': 'more than a minute',
  interop: 'more than a minute',
  'ci:static': 'more than a minute',
  'ci:audit': 'an npm registry',
  'ci:test': 'more than a minute',
  'ci:documents': 'more than a minute',
  'ci:environments': 'more than a minute',
  'ci:bench': 'more than a minute',
  'ci:hostile': 'more than a minute',
  'ci:openapi': 'more than a minute',
  'ci:interop': 'more than a minute',
  'ci:images': 'Docker',
  'ci:containers': 'Docker',
  'ci:budgets': 'Docker',
  'ci:manifests': 'a cluster',
  'ci:cluster': 'a cluster',
  'ci:conformance': 'a cluster',
  'ci:lessons': 'a cluster',
  'ci:exercises': 'a cluster',
};

/** By the program; npm's scripts have their own. */
const NEED_OF_PROGRAM: Readonly<Record<string, Need>> = {
  npx: 'nothing',
  curl: 'nothing',
  docker: 'Docker',
  'docker-compose': 'Docker',
  'tools/without-registry/docker-daemon.sh': 'Docker',
  'tools/without-registry/local-image.sh': 'Docker',
  kubectl: 'a cluster',
  istioctl: 'a cluster',
  linkerd: 'a cluster',
  grpcurl: 'grpcurl',
  git: 'a public repository',
  'apt-get': 'an apt repository',
  'tools/observability-tools.sh': 'Prometheus, Zipkin and a collector',
  java: 'Prometheus, Zipkin and a collector',
  '~/.cache/product-gateway/otel-collector': 'Prometheus, Zipkin and a collector',
  prometheus: 'Prometheus, Zipkin and a collector',
  '.ci/run': 'more than a minute',
};

/** Parts of a shell line that do nothing for themselves. */
const AUXILIARY = new Set([
  'sleep',
  'for',
  'done',
  'mktemp',
  'cd',
  'grep',
  'head',
  'awk',
  'wc',
  'paste',
  'tr',
  'wait',
  'kill',
  'true',
  'node',
]);

/** Whether this is a command at all, rather than a name in the text. */
export const isProgram = (word: string): boolean => word === 'npm' || Object.hasOwn(NEED_OF_PROGRAM, word);

/** The name of the script that `npm start`, `npm test` or `npm run X` runs. */
export function npmScript({ program, args }: ShellCommand): string | undefined {
  if (program !== 'npm') return undefined;
  return args[0] === 'run' ? args[1] : args[0];
}

/** @throws Error for a command that is not known */
export function needOf(command: ShellCommand): Need {
  if (AUXILIARY.has(command.program)) return 'nothing';
  if (command.program === 'npm' && command.args[0] === 'ci') return 'an npm registry';
  // Specs, which npm test runs.
  if (command.program === 'npx' && command.args[0] === 'vitest') return 'more than a minute';
  // All tests of all projects, and a server.
  if (
    command.args.some((arg) => ['run-many', 'affected', 'graph'].includes(arg)) ||
    (command.program === 'npm' && command.args.join(' ') === 'test')
  ) {
    return 'more than a minute';
  }
  const script = npmScript(command);
  const needs = script === undefined ? NEED_OF_PROGRAM : NEED_OF_SCRIPT;
  const key = script ?? command.program;
  const need = Object.hasOwn(needs, key) ? needs[key] : undefined;
  if (!need)
    throw new Error(`"${command.line}" is not known to tests/documents/command-needs.ts; add what it needs to run.`);
  return need;
}

/** Curl lines reach what `npm start` runs only at its ports; others are a cluster's. */
export const STARTED_PORTS = /localhost:(9999|909[0-4])\b/;
