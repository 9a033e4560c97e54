import { promises as dns } from 'node:dns';
import { mock } from 'node:test';

/** A name that DNS does not have (RFC 6761). */
const NAME = 'two-servers.test';

/**
 * Has this process resolve a name to the given IPv4 addresses until it is disposed of. Both transports resolve names by
 * `promises.lookup` of node:dns.
 */
export function nameOf(addresses: readonly string[]): { readonly name: string } & Disposable {
  const { lookup } = dns;
  const { mock: method } = mock.method(dns, 'lookup', (name: string, ...options: unknown[]) =>
    name === NAME
      ? Promise.resolve(addresses.map((address) => ({ address, family: 4 })))
      : Reflect.apply(lookup, dns, [name, ...options]),
  );
  return { name: NAME, [Symbol.dispose]: () => method.restore() };
}
