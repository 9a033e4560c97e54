import type { HeaderLookup } from '../header-lookup.ts';

/** Quoted text, other text, or a separator: a comma between proxies, a semicolon between the pairs of one proxy. */
const TOKEN = /"(?:\\.|[^"\\])*"?|[^",;]+|[,;]/g;
const IDENTITY = /^[\x21-\x7e]{1,512}$/;

/**
 * The client of a request, as the mesh's proxy identifies it: the URI of the last element of Istio's x-forwarded-client-cert, such as
 * spiffe://cluster.local/ns/demo/sa/gateway, or Linkerd's l5d-client-id, such as
 * gateway.demo.serviceaccount.identity.linkerd.cluster.local. It is not authentication: where no proxy strips
 * these headers, any client can send them.
 */
export function peerIdentity(header: HeaderLookup): string | null {
  const forwarded = header('x-forwarded-client-cert');
  const identity = (forwarded && certificateUri(forwarded)) ?? header('l5d-client-id');
  return identity !== undefined && IDENTITY.test(identity) ? identity : null;
}

function certificateUri(forwarded: string): string | undefined {
  let uri: string | undefined;
  let pair = '';
  for (const [token] of forwarded.matchAll(TOKEN)) {
    pair = token === ',' || token === ';' ? '' : pair + token;
    if (token === ',') uri = undefined;
    if (/^URI=/i.test(pair)) uri = pair.slice('URI='.length);
  }
  return uri?.startsWith('"') ? uri.slice(1, -1).replaceAll(/\\(.)/g, '$1') : uri;
}
