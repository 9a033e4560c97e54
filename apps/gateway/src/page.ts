import { createHash } from 'node:crypto';

import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';

import callGraph from './views/call-graph.hbs';
import layout from './views/layout.hbs';
import style from './views/style.css';

// Its own type declarations leave the runtime empty.
const handlebars = runtime as unknown as typeof Handlebars;
handlebars.registerPartial('layout', layout);
handlebars.registerPartial('call-graph', callGraph);

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every page: it loads nothing, runs nothing, and admits just the one style that it carries. */
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
