import type { HeaderLookup } from '../request-context.ts';

/** What is in quotes, what is not, or a separator: of proxies a comma, of what one of them says a semicolon. */
const TOKEN = /"(?:\\.|[^"\\])*"?|[^",;]+|[,;]/g;
const IDENTITY = /^[\x21-\x7e]{1,512}$/;

/**
 * Who sent a request, as the mesh's proxy says: the URI of the last element of Istio's x-forwarded-client-cert, such as
 * spiffe://cluster.local/ns/shop/sa/gateway, or Linkerd's l5d-client-id, such as
 * gateway.shop.serviceaccount.identity.linkerd.cluster.local. A claim of the network: where no proxy strips these
 * headers, anyone can send them.
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
