/**
 * Adds the loopback addresses to NO_PROXY, for this process and its children: with NODE_USE_ENV_PROXY or with http_proxy,
 * fetch and grpc-js would reach servers on this machine through a proxy on another.
 *
 * @param environment the variables to change; those of this process unless given
 */
export function exemptLoopbackFromProxies(environment: NodeJS.ProcessEnv = process.env): void {
  const { no_proxy, NO_PROXY } = environment;
  const exempt = [no_proxy || NO_PROXY, 'localhost', '127.0.0.1', '::1'].filter(Boolean).join(',');
  // Some programs read the one, some the other.
  Object.assign(environment, { no_proxy: exempt, NO_PROXY: exempt });
}
