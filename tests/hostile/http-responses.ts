// What is wrong with a response of the services.
import type { RawResponse } from '../../libs/testbed/src/http1-responses.ts';

/** What every response must have, whichever layer wrote it (docs/errors.md); a line for each fault. */
export function faultsOf({ status, headers, body }: RawResponse, documented: ReadonlySet<number>): string[] {
  const faults: string[] = [];
  if (!documented.has(status)) faults.push(`status ${status} is not documented`);
  if (!headers['x-request-id']) faults.push(`${status} has no x-request-id`);
  if (headers['x-content-type-options'] !== 'nosniff') faults.push(`${status} has no x-content-type-options: nosniff`);
  if (body && !headers['content-type']) faults.push(`${status} has a body without content-type`);
  if (status >= 400) faults.push(...faultsOfError(status, headers, body));
  return faults;
}

function faultsOfError(status: number, headers: RawResponse['headers'], body: string): string[] {
  const type = headers['content-type'] ?? '';
  // /readyz responds with one word of text while it is not ready.
  if (!body || type.startsWith('text/')) return [];
  if (type !== 'application/problem+json') return [`${status} is ${type} and not application/problem+json`];
  try {
    const problem = JSON.parse(Buffer.from(body, 'latin1').toString()) as { type?: string; status?: number };
    const isProblem = problem.status === status && problem.type?.startsWith('urn:product-gateway:error:');
    return isProblem ? [] : [`${status} has a problem document of another error`];
  } catch {
    return [`${status} has a problem document that is not JSON`];
  }
}
