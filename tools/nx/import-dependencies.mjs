// An Nx plugin: a project depends on the projects whose files it imports. Nx reads imports itself only by the API of
// TypeScript, which TypeScript 7 does not have (it fails with "readConfigFile is not a function").
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

import { parseSync } from 'rolldown/utils';

export const name = 'import-dependencies';

/**
 * The dependencies of all files that Nx has not read before, type-only and dynamic imports among them. A spec starts services
 * by libs/testbed, which imports all of them: that is no part of the architecture, and would make everything depend on
 * everything (docs/adr/0022). The inputs of the target `test` name what specs use in this way.
 *
 * @type {import('nx/src/devkit-exports.js').CreateDependencies}
 */
export const createDependencies = (_options, { projects, filesToProcess, workspaceRoot }) => {
  const { imports } = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8'));
  const roots = Object.entries(projects).map(([project, { root }]) => ({ project, root: `${root}/` }));
  const projectOf = (file) => roots.find(({ root }) => file.startsWith(root))?.project;
  return Object.entries(filesToProcess.projectFileMap).flatMap(([source, files]) =>
    files
      .map(({ file }) => file)
      .filter((file) => /\.(ts|mjs)$/.test(file))
      .flatMap((file) =>
        importsOf(join(workspaceRoot, file)).flatMap(({ specifier, type }) => {
          const path = imports[specifier] ?? (specifier.startsWith('.') ? join(posix.dirname(file), specifier) : '');
          const target = projectOf(posix.normalize(path));
          if (!target || target === source) return [];
          if (file.endsWith('.spec.ts') && target === 'testbed') return [];
          return [{ source, target, sourceFile: file, type }];
        }),
      ),
  );
};

function importsOf(path) {
  const text = readFileSync(path, 'utf8');
  const { staticImports, staticExports, dynamicImports } = parseSync(path, text).module;
  const unquoted = ({ start, end }) => /^['"`](.+)['"`]$/.exec(text.slice(start, end))?.[1] ?? '';
  return [
    ...staticImports.map(({ moduleRequest }) => ({ specifier: moduleRequest.value, type: 'static' })),
    ...staticExports
      .flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? []))
      .map(({ value }) => ({ specifier: value, type: 'static' })),
    ...dynamicImports.map(({ moduleRequest }) => ({ specifier: unquoted(moduleRequest), type: 'dynamic' })),
  ];
}
