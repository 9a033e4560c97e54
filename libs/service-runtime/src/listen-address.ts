import { once } from 'node:events';
import { createServer } from 'node:net';

/** All addresses of a host, IPv6 and IPv4: a socket that is bound to it takes IPv4 as well (RFC 4291, 2.5.5.2). */
const DUAL_STACK = '::';
const IPV4_ONLY = '0.0.0.0';

/**
 * The address on which to listen: `::` is replaced by 0.0.0.0 on a host without IPv6; any other stays as it is. It is resolved
 * once, since both servers of a service have to listen on the same address.
 */
export function resolveListenAddress(address: string): Promise<string> {
  return address === DUAL_STACK ? firstThatHostHas([DUAL_STACK, IPV4_ONLY]) : Promise.resolve(address);
}

/** The first of several addresses that this host has, or the last one if it has none. */
export async function firstThatHostHas([address, ...others]: readonly [string, ...string[]]): Promise<string> {
  const [next, ...rest] = others;
  if (next === undefined) return address;
  return (await hostHas(address)) ? address : firstThatHostHas([next, ...rest]);
}

async function hostHas(address: string): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(0, address), 'listening');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // IPv6 is absent from the kernel or disabled. The servers report every other error when they listen.
    return code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL';
  } finally {
    server.close();
  }
}
