// The environments in which `npm start` serves the product.
import { expect } from 'vitest';

import { changeSource, removeBuilt, type Checkout } from '../../libs/testbed/src/checkout.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { outcomeOf } from './outcome.ts';

export interface Row {
  /** What the output has besides. */
  readonly output?: RegExp;
  /** The part that the product lacks; none unless given. */
  readonly degraded?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What has to be built, where the build is what the variables might disturb; nothing unless given. */
  readonly builds?: 'one bundle' | 'everything';
  readonly shell?: string;
  readonly host?: string;
}

export const isWhole = (product: string) => product === SEED;

/** No folder can be made in it, not even by root. */
const UNWRITABLE = '/sys';
const DEAD = 'http://127.0.0.1:9';
const PROXIES = { http_proxy: DEAD, https_proxy: DEAD, all_proxy: DEAD, grpc_proxy: DEAD };
const upperCase = (variables: Record<string, string>) =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name.toUpperCase(), value]));

export const ROWS: Record<string, Row> = {
  'nothing in particular': { builds: 'everything' },
  'NODE_ENV=production': { environment: { NODE_ENV: 'production' }, builds: 'one bundle' },
  'NODE_ENV=test': { environment: { NODE_ENV: 'test' } },
  'npm_config_omit=dev': { environment: { npm_config_omit: 'dev' } },
  'npm_config_omit=optional': { environment: { npm_config_omit: 'optional' } },
  'npm_config_production=true': { environment: { npm_config_production: 'true' } },
  'npm_config_ignore_scripts=true': { environment: { npm_config_ignore_scripts: 'true' }, builds: 'one bundle' },
  'npm_config_engine_strict=true': { environment: { npm_config_engine_strict: 'true' } },
  'npm_config_loglevel=silent': { environment: { npm_config_loglevel: 'silent' } },
  'npm_config_script_shell=bash': { environment: { npm_config_script_shell: 'bash' } },
  'npm_config_global=true': { environment: { npm_config_global: 'true' } },
  'proxies that are dead': { environment: PROXIES },
  'proxies that are dead, but not for localhost': { environment: { ...PROXIES, no_proxy: 'localhost' } },
  'proxies that are dead, in upper case': { environment: upperCase(PROXIES) },
  'NODE_USE_ENV_PROXY=1 and dead proxies': {
    environment: { ...PROXIES, ...upperCase(PROXIES), NODE_USE_ENV_PROXY: '1' },
    builds: 'one bundle',
  },
  'LISTEN_ADDRESS=0.0.0.0': { environment: { LISTEN_ADDRESS: '0.0.0.0' }, host: '127.0.0.2' },
  'LISTEN_ADDRESS=127.0.0.2': { environment: { LISTEN_ADDRESS: '127.0.0.2' }, host: '127.0.0.2' },
  'LISTEN_ADDRESS=::': { environment: { LISTEN_ADDRESS: '::' }, host: '[::1]' },
  'LISTEN_ADDRESS=::1': { environment: { LISTEN_ADDRESS: '::1' }, host: '[::1]' },
  'LISTEN_ADDRESS=localhost': { environment: { LISTEN_ADDRESS: 'localhost' }, host: 'localhost' },
  'LISTEN_ADDRESS empty': { environment: { LISTEN_ADDRESS: '' } },
  'PRICE_SERVICE_HOST and PRICE_SERVICE_PORT of a place where nothing listens': {
    environment: { PRICE_SERVICE_HOST: '127.0.0.1', PRICE_SERVICE_PORT: '9' },
    output: /^The gateway calls price at 127\.0\.0\.1, port 9 \(PRICE_SERVICE_HOST, PRICE_SERVICE_PORT\)/m,
    degraded: 'price',
  },
  'HTTP_PORT and GRPC_PORT of another program': {
    environment: { HTTP_PORT: '80', GRPC_PORT: 'grpc', PORT: '80' },
    output: /^HTTP_PORT has no effect on npm start; GATEWAY_HTTP_PORT, PRICE_HTTP_PORT/m,
  },
  'NODE_OPTIONS=--inspect': { environment: { NODE_OPTIONS: '--inspect' } },
  'NODE_OPTIONS=--max-old-space-size=256': {
    environment: { NODE_OPTIONS: '--max-old-space-size=256' },
    builds: 'one bundle',
  },
  'NODE_OPTIONS=--throw-deprecation': { environment: { NODE_OPTIONS: '--throw-deprecation' }, builds: 'one bundle' },
  'NODE_OPTIONS=--trace-warnings --enable-source-maps': {
    environment: { NODE_OPTIONS: '--trace-warnings --enable-source-maps' },
  },
  'NODE_EXTRA_CA_CERTS of no file': { environment: { NODE_EXTRA_CA_CERTS: '/nonexistent/ca.pem' } },
  'NODE_PATH of no folder, and a compile cache that nobody can write': {
    environment: { NODE_PATH: '/nonexistent', NODE_COMPILE_CACHE: `${UNWRITABLE}/cache` },
  },
  'NO_COLOR=1': { environment: { NO_COLOR: '1' } },
  'FORCE_COLOR=1': { environment: { FORCE_COLOR: '1' }, builds: 'one bundle' },
  'NO_COLOR=1 and FORCE_COLOR=1': { environment: { NO_COLOR: '1', FORCE_COLOR: '1' }, builds: 'one bundle' },
  'TERM=dumb': { environment: { TERM: 'dumb' } },
  'TERM unset': { environment: { TERM: undefined } },
  'CI=true': { environment: { CI: 'true' }, builds: 'one bundle' },
  'HOME unset': { environment: { HOME: undefined }, builds: 'one bundle' },
  'HOME of no folder': { environment: { HOME: '/nonexistent' }, builds: 'one bundle' },
  'HOME that nobody can write': { environment: { HOME: UNWRITABLE }, builds: 'one bundle' },
  'TMPDIR of no folder': { environment: { TMPDIR: '/nonexistent' }, builds: 'one bundle' },
  'TMPDIR that nobody can write': { environment: { TMPDIR: UNWRITABLE }, builds: 'everything' },
  'XDG folders that are none': {
    environment: {
      XDG_CONFIG_HOME: '/nonexistent',
      XDG_CACHE_HOME: 'relative',
      XDG_RUNTIME_DIR: UNWRITABLE,
      XDG_DATA_HOME: '',
    },
    builds: 'one bundle',
  },
  "another workspace's NX variables": {
    environment: {
      NX_BASE: 'main',
      NX_HEAD: 'HEAD',
      NX_DAEMON: 'true',
      NX_CACHE_DIRECTORY: `${UNWRITABLE}/nx`,
      NX_WORKSPACE_DATA_DIRECTORY: `${UNWRITABLE}/nx`,
      NX_SKIP_NX_CACHE: 'true',
      NX_TUI: 'true',
      NX_PARALLEL: '1',
      NX_DEFAULT_PROJECT: 'other',
      NX_DRY_RUN: 'true',
      NX_ISOLATE_PLUGINS: 'true',
      NX_TASK_TARGET_PROJECT: 'other',
      NX_WORKSPACE_ROOT: '/nonexistent',
      NX_WORKSPACE_ROOT_PATH: '/nonexistent',
    },
    builds: 'one bundle',
  },
  'APP and SERVICE of another program': {
    environment: { APP: 'other', SERVICE: 'other', VERSION: '9' },
    builds: 'one bundle',
  },
  'a collector of spans that is dead': {
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: DEAD,
      OTEL_SERVICE_NAME: 'other',
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=other',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOG_LEVEL: 'debug',
    },
  },
  'the C locale': { environment: { LANG: 'C', LC_ALL: 'C', TZ: 'Pacific/Kiritimati' }, builds: 'one bundle' },
  'a locale and a time zone that are none': {
    environment: { LANG: 'tr_TR.UTF-8', LC_ALL: 'xx_XX', TZ: 'Nowhere/Else', LANGUAGE: 'ar' },
  },
  "other programs' debugging": {
    environment: { DEBUG: '*', NODE_DEBUG: 'http,net', GRPC_VERBOSITY: 'DEBUG', GRPC_TRACE: 'channel' },
  },
  'stdin closed': { shell: 'exec "$@" <&-' },
  'stdout closed': { shell: 'exec "$@" >&-' },
  'stderr closed': { shell: 'exec "$@" 2>&-' },
  'umask 077': { shell: 'umask 077; exec "$@"', builds: 'one bundle' },
};

/** What comes of `npm start` in a checkout with the environment of a row, beside what has to come of it. */
export async function tryRow(checkout: Checkout, { builds, output = /(?:)/, degraded, ...how }: Row) {
  if (builds === 'everything') removeBuilt(checkout);
  if (builds === 'one bundle') changeSource(checkout);
  const isWanted = degraded ? (product: string) => product.includes(`"degraded":["${degraded}"]`) : isWhole;
  return {
    outcome: await outcomeOf({ cwd: checkout.path, ...how }, checkout.path, isWanted),
    expected: { product: expect.toSatisfy(isWanted), output: expect.stringMatching(output), left: [] },
  };
}
