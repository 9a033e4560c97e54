import { RETRY_AFTER_SECONDS, type ProblemPage } from '#errors';

import { prefersHtml } from './negotiation.ts';
import { PAGE_HEADERS, renderPage } from './layout.page.ts';
import problemView from '../views/problem.hbs';

/** A problem as a page, for a request that prefers HTML by its path or by Accept. */
export const problemPage: ProblemPage = (request, { title, status, detail, instance = '' }) => {
  if (instance.endsWith('.json') || !(instance.endsWith('.html') || prefersHtml(request))) return undefined;
  const retryAfter = status === 503 ? RETRY_AFTER_SECONDS : null;
  const body = renderPage(problemView, { title, status, detail, retryAfter, requestPath: instance });
  return { body, headers: { ...PAGE_HEADERS, vary: 'Accept' } };
};
