import { randomBytes } from 'node:crypto';

import type { HeaderLookup } from '../header-lookup.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * Marks an x-request-id on an RPC as made by the gateway for one request. Logs and responses have the id without it, so that
 * an id that somebody copies from there is not marked. An id of another length than a UUID's is not changed by Envoy, which
 * writes its trace decision into UUIDs; it starts like a UUID, since Envoy samples by the first eight digits (docs/adr/0023).
 */
const MARK = '.gateway';
const MARKED = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.gateway$/;

const PROCESS_ID = randomBytes(6).toString('base64url').replaceAll('_', '.');
let callIds = 0;

/** The request and the call to which an incoming RPC belongs. */
export interface CallIdentity {
  /** The x-request-id without the gateway's mark. */
  readonly requestId: string | undefined;
  /** The id that, together with the method, all attempts of the call have. Only the gateway's calls have one. */
  readonly callId: string | undefined;
}

/**
 * Writes into the metadata of a request's RPCs what identifies each of them, together with its method: a request calls each
 * method once. That is the x-request-id if the gateway made it. One that a client sent may come again with another request, so
 * that a new x-call-id goes with it.
 */
export function writeCallIdentity(
  metadata: Record<string, string>,
  { requestId, madeRequestId }: Pick<RequestContext, 'requestId' | 'madeRequestId'>,
): void {
  metadata['x-request-id'] = madeRequestId ? requestId + MARK : requestId;
  if (!madeRequestId) metadata['x-call-id'] = `${PROCESS_ID}.${(callIds++).toString(36)}`;
}

/** Reads what writeCallIdentity wrote. The x-request-id of any other client identifies no call. */
export function readCallIdentity(header: HeaderLookup): CallIdentity {
  const callId = header('x-call-id');
  const requestId = header('x-request-id');
  if (callId !== undefined || requestId === undefined || !MARKED.test(requestId)) return { requestId, callId };
  return { requestId: requestId.slice(0, -MARK.length), callId: requestId };
}
