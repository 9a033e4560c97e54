// Loads the gateway's views in the bundler and in the test runner: templates are compiled at build time, so that no compiler is
// shipped, style sheets are minified into text, and scripts of pages are text.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Handlebars from 'handlebars';
import { transform } from 'lightningcss';
import type { Plugin } from 'rolldown';

const PREFIX = '\0view:';

const LOADERS: Record<string, (source: string) => string> = {
  '.hbs': (source) => {
    const template = Handlebars.precompile(source, { strict: true, knownHelpersOnly: true }) as string;
    return `import runtime from 'handlebars/runtime.js'; export default runtime.template(${template});`;
  },
  '.css': (source) => {
    const { code } = transform({ filename: 'view.css', code: Buffer.from(source), minify: true });
    return `export default ${JSON.stringify(code.toString())};`;
  },
  // A script of a page, without its comments.
  '.inline.js': (source) => `export default ${JSON.stringify(source.replaceAll(/^\s*\/\/.*\n/gm, ''))};`,
};

const extension = (path: string) => /(?:\.inline)?\.\w+$/.exec(path)?.[0] ?? '';

export const viewsPlugin: Plugin & { enforce: 'pre' } = {
  name: 'views',
  // Runs before the test runner handles .css.
  enforce: 'pre',
  resolveId(source, importer) {
    if (!importer || !LOADERS[extension(source)]) return null;
    // With the suffix .js other plugins do not treat it as a style sheet.
    return `${PREFIX}${resolve(dirname(importer), source)}.js`;
  },
  load(id) {
    if (!id.startsWith(PREFIX)) return null;
    const path = id.slice(PREFIX.length, -'.js'.length);
    this.addWatchFile(path);
    return LOADERS[extension(path)]?.(readFileSync(path, 'utf8'));
  },
};
