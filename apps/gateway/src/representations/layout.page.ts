import { createHash } from 'node:crypto';

import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';

import callGraph from '../views/call-graph.hbs';
import layout from '../views/layout.hbs';
import calls from '../views/styles/calls.css';
import content from '../views/styles/content.css';
import page from '../views/styles/layout.css';
import media from '../views/styles/media.css';
import theme from '../views/styles/theme.css';

// The package declares no types for its runtime.
const handlebars = runtime as unknown as typeof Handlebars;
handlebars.registerPartial('layout', layout);
handlebars.registerPartial('call-graph', callGraph);

/** Later rules override earlier ones. */
const style = theme + page + content + calls + media;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every page. Its content security policy admits no script, and no style but the inline one. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** Renders a view within the layout, everything escaped. */
export function renderPage(view: Handlebars.TemplateDelegate, model: Record<string, unknown>): string {
  return view({ ...model, style });
}
