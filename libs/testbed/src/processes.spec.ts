import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProcesses, type RunningProcesses } from './processes.ts';
import { itBehavesAsTestbed } from './testbed-contract.ts';

const START_TIMEOUT_MS = 60_000;

describe('the testbed of processes', { timeout: START_TIMEOUT_MS }, () => {
  let processes: RunningProcesses;
  beforeAll(async () => {
    processes = await startProcesses({ environments: { price: { SERVICE_VERSION: 'v2' } } });
  }, START_TIMEOUT_MS);
  afterAll(() => processes?.[Symbol.asyncDispose]());

  itBehavesAsTestbed(() => processes);

  it('sets the variables of one service for no other', async () => {
    const response = await fetch(`${processes.productUrl}?view=hops`);
    const { hops } = (await response.json()) as { hops: { service: string; version: string }[] };
    expect(Object.fromEntries(hops.map(({ service, version }) => [service, version]))).toEqual({
      'base-product': 'v1',
      inventory: 'v1',
      price: 'v2',
      reviews: 'v1',
    });
  });

  it('has a new process after a restart', async () => {
    const { price } = processes.pids;
    await processes.restart('price');
    expect(processes.pids.price).not.toBe(price);
  });

  it('refuses more than one instance of a service', async () => {
    await expect(processes.scale('price', 2)).rejects.toThrow("price can't have 2 instances");
  });
});

describe('the start of processes', () => {
  it('fails if a service ends before all are ready', async () => {
    const environments = { gateway: { REVIEWS_TIMEOUT: 'soon' } };
    await expect(startProcesses({ environments })).rejects.toThrow('A service ended before');
  });

  it('ends when its signal aborts', async () => {
    const signal = AbortSignal.abort(new Error('Stopped by SIGINT.'));
    await expect(startProcesses({ signal })).rejects.toThrow('Stopped by SIGINT.');
  });
});
