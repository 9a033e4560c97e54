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

/** Headers of a page. Its content security policy admits no style and no script but the inline ones. */
export function pageHeaders(inlineStyle: string, inlineScript?: string): Record<string, string> {
  const scripts = inlineScript === undefined ? '' : `script-src '${hashOf(inlineScript)}'; connect-src 'self'; `;
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      `default-src 'none'; style-src '${hashOf(inlineStyle)}'; ${scripts}img-src data:; ` +
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
  };
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Headers of every page without a script. */
export const PAGE_HEADERS = pageHeaders(style);

/** Renders a view within the layout, everything escaped. */
export function renderPage(
  view: Handlebars.TemplateDelegate,
  model: Record<string, unknown>,
  inlineStyle = style,
): string {
  return view({ ...model, style: inlineStyle });
}
