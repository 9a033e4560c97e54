// Bundles one application, named by APP, into dist/apps/<APP>/main.js: one file, no node_modules needed beside it.
import { defineConfig, type Plugin } from 'rolldown';

import { viewsPlugin } from './scripts/views-plugin.ts';

const app = process.env['APP'];
if (!app) throw new Error('APP names the application to bundle, as in APP=price');

/** What Nest loads only if it is there, and what is never there. */
const ABSENT = [
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
];

const absentModules: Plugin = {
  name: 'absent-modules',
  resolveId: (source) =>
    ABSENT.some((name) => source === name || source.startsWith(`${name}/`)) ? `\0absent:${source}` : null,
  load: (id) => (id.startsWith('\0absent:') ? `throw new Error(${JSON.stringify(`${id.slice(8)} is absent`)});` : null),
};

export default defineConfig({
  input: `apps/${app}/src/main.ts`,
  platform: 'node',
  tsconfig: 'tsconfig.json',
  plugins: [viewsPlugin, absentModules],
  output: {
    file: `dist/apps/${app}/main.js`,
    format: 'esm',
    sourcemap: true,
    keepNames: true,
    codeSplitting: false,
    minify: { compress: { keepNames: { function: true, class: true } }, mangle: { keepNames: true } },
  },
});
