// Bundles one application, named by APP, into dist/apps/<APP>/: all that an image of it needs besides Node, with what
// tells whose work is in it (sbom.cdx.json, THIRD-PARTY-LICENSES.txt).
import { isBuiltin } from 'node:module';

import { defineConfig, type Plugin } from 'rolldown';
import license from 'rollup-plugin-license';
import sbom from 'rollup-plugin-sbom';

import product from './package.json' with { type: 'json' };
import { viewsPlugin } from './apps/gateway/views-plugin.ts';

/** Its types speak of a default export, which this CommonJS package does not have. */
const licenses = license as unknown as typeof license.default;

const app = process.env['APP'];
if (!app) throw new Error('APP names the application to bundle, as in APP=price');

/** What Nest, Fastify and pg load only if they need it, which they never do here. */
const ABSENT = [
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@grpc/proto-loader',
  '@nats-io/transport-node',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'amqp-connection-manager',
  'amqplib',
  'cache-manager',
  'class-transformer',
  'class-validator',
  'ioredis',
  'kafkajs',
  'mqtt',
  'pg-cloudflare',
  'pg-native',
];

const absentModules: Plugin = {
  name: 'absent-modules',
  resolveId: (source) =>
    ABSENT.some((name) => source === name || source.startsWith(`${name}/`)) ? `\0absent:${source}` : null,
  load: (id) => (id.startsWith('\0absent:') ? `throw new Error(${JSON.stringify(`${id.slice(8)} is absent`)});` : null),
};

/**
 * Node's own modules without `import`, which reads each of a module's exports and so loads what Node itself leaves for
 * later: for node:http that is a whole HTTP client (its WebSocket), 7 MB of resident memory that nothing here uses.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  resolveId(source) {
    // The bundle's own start needs node:module before anything else.
    if (!isBuiltin(source) || /^(node:)?module$/.test(source)) return null;
    // Some modules have no name without the prefix, such as node:sqlite.
    return `\0builtin:node:${source.replace(/^node:/, '')}`;
  },
  load: (id) =>
    id.startsWith('\0builtin:') ? `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(9))});` : null,
};

/** Says that the files beside it are modules, wherever they are copied to. */
const packageFile: Plugin = {
  name: 'package-file',
  generateBundle() {
    const { version, license: spdx } = product;
    const source = `${JSON.stringify({ name: `product-gateway-${app}`, version, license: spdx, type: 'module' }, null, 2)}\n`;
    this.emitFile({ type: 'asset', fileName: 'package.json', source });
  },
};

export default defineConfig({
  input: { main: `apps/${app}/src/main.ts`, healthcheck: 'libs/service-runtime/src/healthcheck.ts' },
  platform: 'node',
  tsconfig: 'tsconfig.json',
  // Warns of slow plugins on slow machines.
  checks: { bundlerTimings: false },
  transform: { define: { SERVICE: JSON.stringify(app) } },
  plugins: [
    viewsPlugin,
    absentModules,
    lazyBuiltins,
    packageFile,
    sbom({ outDir: '', outFilename: 'sbom.cdx', outFormats: ['json'], saveTimestamp: false, includeWellKnown: false }),
    licenses({ thirdParty: { multipleVersions: true, output: `dist/apps/${app}/THIRD-PARTY-LICENSES.txt` } }),
  ],
  output: {
    dir: `dist/apps/${app}`,
    cleanDir: true,
    chunkFileNames: 'chunks/[name].js',
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    keepNames: true,
    // What is imported only when asked for (spans, pretty logs) stays out of memory until then.
    strictExecutionOrder: true,
    // One character beyond Latin-1 would make V8 keep the source in two bytes each.
    charset: 'ascii',
    comments: false,
    minify: { compress: { keepNames: { function: true, class: true } }, mangle: { keepNames: true } },
  },
});
