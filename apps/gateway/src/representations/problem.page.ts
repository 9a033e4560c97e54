import { RETRY_AFTER_SECONDS, type ProblemPage } from '#errors';

import { problemForm } from '../reservations/problem-form.ts';
import problemView from '../views/problem.hbs';
import { PAGE_HEADERS, renderPage } from './layout.page.ts';
import { prefersHtml } from './negotiation.ts';

/** A problem as a page, for a request that prefers HTML by its path or by Accept. */
export const problemPage: ProblemPage = (request, problem) => {
  const { title, status, detail, instance = '' } = problem;
  if (instance.endsWith('.json') || !(instance.endsWith('.html') || prefersHtml(request))) return undefined;
  const retryAfter = status === 503 ? RETRY_AFTER_SECONDS : null;
  const body = renderPage(problemView, {
    title,
    status,
    detail,
    retryAfter,
    requestPath: instance,
    canReload: retryAfter !== null && request.method !== 'POST',
    ...problemForm(request, problem),
  });
  return { body, headers: { ...PAGE_HEADERS, vary: 'Accept' } };
};
