import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Idle connections stay open for this time once the server drains, since a client may just have sent a request. */
const IDLE_GRACE_MS = 500;
const IDLE_SWEEP_MS = 50;

/**
 * Stops accepting, and resolves when every connection is closed: busy ones after their response, idle ones after a grace
 * period. (http.Server.close cuts idle ones at once, and with them a request that the client has just sent.)
 */
export async function drainHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
  await Promise.race([closed, sleep(IDLE_GRACE_MS, undefined, { ref: false })]);
  // Busy connections are idle one after another.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  await closed.finally(() => clearInterval(sweep));
}
