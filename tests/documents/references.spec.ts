import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';

import { SERVICES } from '#configuration';

import { gatewaySettings } from '../../apps/gateway/src/gateway.config.ts';
import { ERRORS } from '../../libs/errors/src/errors.ts';
import { backendSettings, computedOptionsSettings } from '../../libs/service-runtime/src/service.settings.ts';
import { DOCUMENTS, TOP_LEVEL, TRACKED, where, WRITTEN } from './document-commands.ts';

/** Names in capitals that other projects gave. */
const NAMES_OF_OTHERS = new Set(['NODE_OPTIONS', 'GF_PATHS_PROVISIONING', 'INTERNAL_ERROR', 'GATEWAY_URL']);

describe('a document', () => {
  it('links to files and headings that exist', () => {
    const broken = DOCUMENTS.flatMap(({ path, links }) =>
      links
        .filter(({ url }) => !/^[a-z]+:/.test(url))
        .filter(({ url }) => {
          const [file, anchor] = url.split('#') as [string, string | undefined];
          const target = file === '' ? path : normalize(join(dirname(path), file));
          if (!existsSync(target)) return true;
          if (anchor === undefined) return false;
          return !DOCUMENTS.find((document) => document.path === target)?.anchors.has(anchor);
        })
        .map(({ url, line }) => `${path}:${line}: ${url}`),
    );
    expect(broken).toEqual([]);
  });

  it('names paths of the repository that exist', () => {
    const missing = DOCUMENTS.flatMap(({ inlineCode }) =>
      inlineCode
        .filter(
          ({ text }) => /^[\w.{},*<>/-]+$/.test(text) && text.includes('/') && TOP_LEVEL.has(text.split('/', 1)[0]!),
        )
        .filter(({ text }) => !WRITTEN.has(text) && globSync(text.replaceAll(/<\w+>/g, '*')).length === 0)
        .map((code) => `${where(code)}: ${code.text}`),
    );
    expect(missing).toEqual([]);
  });

  it('names only environment variables that something reads', () => {
    const unknown = DOCUMENTS.flatMap(({ inlineCode, shellBlocks }) =>
      [...inlineCode, ...shellBlocks].flatMap((code) =>
        [...code.text.matchAll(/(?<![\w.$/])([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?=$|[=\s,`])/g)]
          .map(([, name]) => name!)
          .filter((name) => !isRead(name))
          .map((name) => `${where(code)}: ${name}`),
      ),
    );
    expect(unknown).toEqual([]);
  });
});

/** Whether a service, a script or a tool of ours reads a variable, or the name is none at all. */
function isRead(name: string): boolean {
  return (
    name.startsWith('OTEL_') ||
    Object.hasOwn({ ...gatewaySettings, ...backendSettings('price'), ...computedOptionsSettings }, name) ||
    Object.values(SERVICES).some(({ variable }) => [`${variable}_HTTP_PORT`, `${variable}_GRPC_PORT`].includes(name)) ||
    Object.keys(status).includes(name) ||
    Object.keys(ERRORS).some((code) => code.toUpperCase().replaceAll('-', '_') === name) ||
    NAMES_OF_OTHERS.has(name) ||
    sources().some((source) => source.includes(name))
  );
}

let sourcesRead: string[] | undefined;

/** Programs and settings that may read a variable. */
function sources(): string[] {
  sourcesRead ??= TRACKED.filter((path) => /(^|\/)(Dockerfile|run)$|\.(sh|mjs|ts|yaml|yml|env)$/.test(path))
    .filter((path) => !path.startsWith('docs/') && !path.endsWith('.spec.ts') && existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
  return sourcesRead;
}
