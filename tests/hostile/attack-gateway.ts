// Hostile backends of a gateway whose clients are well-formed.
import { BackgroundProgram } from '../../libs/testbed/src/background-program.ts';
import { bundle } from '../../libs/testbed/src/bundles.ts';
import {
  BACKEND_NAMES,
  backendEnvironment,
  backendTimeouts,
  listenEnvironment,
  LOOPBACK,
} from '../../libs/testbed/src/environment.ts';
import { freePorts } from '../../libs/testbed/src/free-ports.ts';
import { until } from '../../libs/testbed/src/until.ts';
import { DOCUMENTED } from './documented-statuses.ts';
import { startHostileBackend } from './hostile-backend.ts';
import { Random } from './random.ts';
import { forEachConcurrently, type Tally } from './tally.ts';

const CONCURRENCY = 16;
const READY = { timeoutMs: 30_000, intervalMs: 50, what: 'the gateway is ready' };

const RESERVATIONS = ['/reservations', '/reservations/8e03978e-40d5-43dd-bc93-6894a57f9324'];
const RESERVE: RequestInit = {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': 'a' },
  body: '{"optionId":1,"quantity":1}',
};

/** Requests so many products and reservations from a gateway whose backends keep to no protocol, and notes each fault. */
export async function attackGateway(count: number, seed: number, tally: Tally): Promise<void> {
  await using backend = await startHostileBackend(new Random(seed));
  const [httpPort = 0, grpcPort = 0] = await freePorts(2);
  const env = {
    ...backendEnvironment(Object.fromEntries(BACKEND_NAMES.map((name) => [name, backend.port]))),
    ...backendTimeouts('300ms'),
    ...listenEnvironment({ httpPort, grpcPort }),
    LOG_LEVEL: 'silent',
  };
  await using gateway = new BackgroundProgram(bundle('gateway'), { env, stdio: 'inherit' });
  const url = `http://${LOOPBACK}:${httpPort}`;
  try {
    await until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok, READY);
    let left = count;
    const random = new Random(seed + 1);
    const next = () => (left-- > 0 ? random.pick(['', '.html', '.json?view=hops', ...RESERVATIONS]) : undefined);
    await forEachConcurrently(next, CONCURRENCY, async (form) => {
      const init = form.endsWith('/reservations') ? RESERVE : undefined;
      const response = await fetch(`${url}/product/9310301${form}`, init);
      await response.text();
      tally.count('hostile backends', String(response.status));
      if (!DOCUMENTED.has(response.status)) tally.fault(`hostile backends: status ${response.status}`, form);
    });
  } catch (error) {
    tally.fault(`hostile backends: the gateway did not respond: ${(error as Error).message}`, '');
  }
  const code = await gateway.stop();
  if (code !== 0) tally.fault(`the gateway ended with ${code ?? gateway.child.signalCode}`, '');
}
