import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { HealthCheckResponse_ServingStatus as ServingStatus, HealthService, PriceServiceService } from '#contracts';
import { RpcClient, START_BACKEND, type RunningService } from '#testbed';
import { FAULT_STATUSES } from '#faults';
import { readHop } from '#telemetry';

const { getPrice } = PriceServiceService;
const METHOD = 'product_gateway.price.v1.PriceService/GetPrice';

const withFault = (rules: string, more: Record<string, string> = {}) =>
  Metadata.fromHttp2Headers({ 'x-fault': rules, ...more });

/** The headers by which the gateway identifies a call, by a letter for each call. */
const CALLS: Record<string, (call: string) => Record<string, string>> = {
  'of a request whose id the gateway made': (call) => ({
    'x-request-id': `3f2a6c1e-9b7d-4e21-8a54-0c1d2e3f4a5${call}.gateway`,
  }),
  'of a request whose id its client sent': (call) => ({ 'x-request-id': 'mine', 'x-call-id': call }),
};

/** The value of one sample of a service's metrics; 0 if there is none. */
async function sample({ httpUrl }: RunningService, name: string, labels: Record<string, string>): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  const line = text.split('\n').find((each) => {
    return (
      each.startsWith(`${name}{`) && Object.entries(labels).every(([key, value]) => each.includes(`${key}="${value}"`))
    );
  });
  return Number(line?.split(' ').at(-1) ?? 0);
}

async function startPrice(environment: NodeJS.ProcessEnv = { FAULTS: 'on' }) {
  const price = await START_BACKEND.price({ SERVICE_INSTANCE: 'price-a', ...environment });
  const client = new RpcClient(price.grpcPort);
  return {
    ...price,
    client,
    /** Calls with metadata: the code, and the hop of the response. */
    ask: (metadata: Metadata) =>
      client.exchange(getPrice, { productId: 9310301 }, { metadata }).then(
        (response) => ({ code: status.OK, details: '', hop: readHop(response.metadata.getMap()) }),
        ({ code, details, metadata: trailing }: ServiceError) => ({ code, details, hop: readHop(trailing.getMap()) }),
      ),
    injected: (action: string) =>
      sample(price, 'product_gateway_faults_injected_total', { rpc_method: METHOD, action }),
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await price[Symbol.asyncDispose]();
    },
  };
}

describe('a fault of x-fault', () => {
  it('can be any status by its name, marked as injected and counted', async () => {
    await using price = await startPrice();
    for (const name of FAULT_STATUSES) {
      const { code, details, hop } = await price.ask(withFault(`price=${name}`));
      expect([status[code], hop?.fault, hop?.instance]).toEqual([name, `price=${name}`, 'price-a']);
      expect(details).toBe(`an injected fault: price=${name}`);
      expect(await price.injected(name)).toBe(1);
    }
  });

  it('can be a delay, after which the call continues, also to another fault', async () => {
    await using price = await startPrice();
    expect(await price.ask(withFault('price=delay:5ms'))).toMatchObject({
      code: status.OK,
      hop: { fault: 'price=delay:5ms' },
    });
    const { code, hop } = await price.ask(withFault('price=delay:5ms, price=ABORTED, price=hang'));
    expect([code, hop?.fault]).toEqual([status.ABORTED, 'price=delay:5ms,price=ABORTED']);
    expect([await price.injected('delay'), await price.injected('hang')]).toEqual([2, 0]);
  });

  it('can hang until the deadline of the client, which the metrics count', async () => {
    await using price = await startPrice();
    // The client has no deadline of its own: it would cancel at the same moment, and the server could record that in its place.
    expect(await price.ask(withFault('price=hang', { 'grpc-timeout': '500m' }))).toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    expect(await price.injected('hang')).toBe(1);
    const ended = () =>
      sample(price, 'rpc_server_call_duration_seconds_count', { rpc_status_code: 'DEADLINE_EXCEEDED' });
    await expect.poll(ended).toBe(1);
    expect(await sample(price, 'product_gateway_rpc_server_active_calls', { rpc_method: METHOD })).toBe(0);
  });

  it('can be a reset of that call, while another one on the same connection continues', async () => {
    await using price = await startPrice();
    const slow = price.ask(withFault('price=delay:100ms'));
    expect(await price.ask(withFault('price=reset'))).toMatchObject({ code: status.INTERNAL, hop: undefined });
    expect(await slow).toMatchObject({ code: status.OK });
    expect(await price.injected('reset')).toBe(1);
  });

  it.each(Object.entries(CALLS))(
    'applies to the first attempt of each call %s, with first=1',
    async (_which, idsOf) => {
      await using price = await startPrice();
      const ask = async (call: string) => {
        const { code, hop } = await price.ask(withFault('price=UNAVAILABLE;first=1', idsOf(call)));
        return [status[code], hop?.attempt];
      };
      expect([await ask('a'), await ask('a'), await ask('b'), await ask('a')]).toEqual([
        ['UNAVAILABLE', 1],
        ['OK', 2],
        ['UNAVAILABLE', 1],
        ['OK', 3],
      ]);
    },
  );

  it.each(Object.entries(CALLS))('makes a client that retries a call %s see attempt 2', async (_which, idsOf) => {
    await using price = await startPrice();
    using retrying = new RpcClient(price.grpcPort, ['UNAVAILABLE']);
    const metadata = withFault('price=UNAVAILABLE;first=1', idsOf('a'));
    const response = await retrying.exchange(getPrice, { productId: 9310301 }, { metadata });
    expect(readHop(response.metadata.getMap())).toMatchObject({ attempt: 2, fault: undefined });
    const attempts = (attempt: string) => sample(price, 'product_gateway_rpc_server_attempts_total', { attempt });
    expect([await attempts('1'), await attempts('2')]).toEqual([1, 1]);
  });

  it.each<[string, Record<string, string>]>([
    ['no id', {}],
    ['an x-request-id of its own', { 'x-request-id': 'mine' }],
    ['an x-request-id that it copied from a response', { 'x-request-id': '3f2a6c1e-9b7d-4e21-8a54-0c1d2e3f4a5b' }],
  ])('applies to every call of another client with %s, each of which is a first attempt', async (_what, headers) => {
    await using price = await startPrice();
    const ask = async () => {
      const { code, hop } = await price.ask(withFault('price=UNAVAILABLE;first=1', headers));
      return [status[code], hop?.attempt];
    };
    const first = ['UNAVAILABLE', 1];
    expect([await ask(), await ask(), await ask()]).toEqual([first, first, first]);
  });

  it('is ignored if it is for another service', async () => {
    await using price = await startPrice();
    expect(await price.ask(withFault('reviews=INTERNAL'))).toMatchObject({
      code: status.OK,
      hop: { fault: undefined },
    });
  });

  it('is refused with the position of the mistake if its rule is malformed', async () => {
    await using price = await startPrice();
    expect(await price.ask(withFault('price=hung'))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('at 7, "hung"'),
    });
  });

  it('is not injected unless FAULTS is on', async () => {
    await using price = await startPrice({ FAULT_RULES: 'price=INTERNAL' });
    expect(await price.ask(withFault('price=UNAVAILABLE'))).toMatchObject({ code: status.OK });
  });
});

describe('an instance with FAULT_RULES', () => {
  it('fails by its own rules, whatever x-fault is, while its probes succeed', async () => {
    await using price = await startPrice({ FAULTS: 'on', FAULT_RULES: 'price=UNAVAILABLE' });
    expect(await price.ask(withFault('price=delay:1ms'))).toMatchObject({
      code: status.UNAVAILABLE,
      hop: { fault: 'price=UNAVAILABLE' },
    });
    expect((await fetch(`${price.httpUrl}/readyz`)).status).toBe(200);
    expect((await fetch(`${price.httpUrl}/livez`)).status).toBe(200);
    const health = await price.client.call(HealthService.check, { service: '' });
    expect(health.status).toBe(ServingStatus.SERVING);
  });

  it('does not start with a bad rule', async () => {
    await expect(startPrice({ FAULT_RULES: 'price:INTERNAL' })).rejects.toThrow(
      'FAULT_RULES is "price:INTERNAL", but must be fault rules as in docs/faults.md: at 1, "price:INTERNAL"',
    );
  });
});
