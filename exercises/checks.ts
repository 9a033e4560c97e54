// Checks by traffic that several exercises share.
import type { ServiceName } from '#configuration';

import { assertComplete, assertCount, assertOnlyVersion, type Assertion } from '../conformance/assertion.ts';
import { statusesOf, textOf } from '../conformance/call-counts.ts';
import type { HttpResult } from '../libs/testbed/src/cluster/client-pod.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import type { LoadOptions, Traffic } from './traffic.ts';

/** Traffic and what is expected of it where no mistake is planted. */
export interface Check<Observed = unknown> {
  observe(traffic: Traffic): Promise<Observed>;
  expectations(observed: Observed): readonly Assertion[];
}

const REQUESTS = 60;
const BACKENDS = ['base-product', 'inventory', 'price', 'reviews'] as const;

/** Every product is complete. */
export const productsAreComplete = (options: LoadOptions = {}): Check<LoadReport> => ({
  observe: (traffic) => traffic.load(REQUESTS, options),
  expectations: (report) => [assertComplete(report), ...BACKENDS.map((backend) => assertOk(report, backend))],
});

/** Requests with the header x-tester get version 2 of price, and no others do. */
export const onlyTestersGetVersion2: Check<{ readonly testers: LoadReport; readonly others: LoadReport }> = {
  observe: async (traffic) => ({
    testers: await traffic.load(REQUESTS, { headers: { 'x-tester': 'alice' } }),
    others: await traffic.load(REQUESTS),
  }),
  expectations: ({ testers, others }) => [
    assertComplete(testers, 'every request with x-tester gets the complete product'),
    assertComplete(others, 'every request without it gets the complete product'),
    assertOnlyVersion('requests with x-tester get the price of v2', testers, 'price', 'v2'),
    assertOnlyVersion('requests without it get the price of v1', others, 'price', 'v1'),
  ],
};

/** Paths of a service, and where their requests come from. */
export interface Paths {
  readonly from: 'inside' | 'outside' | 'ingress';
  /** Ignored for an ingress, which has its own address. */
  readonly service: ServiceName;
  readonly paths: readonly string[];
}

const PLACES = { inside: 'in the mesh', outside: 'outside the mesh', ingress: 'outside, through the Gateway' } as const;

/** Every product is complete, and each path gets status 200. */
export const pathsRespond = ({
  from,
  service,
  paths,
}: Paths): Check<{
  readonly report: LoadReport;
  readonly results: readonly HttpResult[];
}> => ({
  observe: async (traffic) => {
    const get = {
      inside: (path: string) => traffic.get(service, path),
      outside: (path: string) => traffic.getFromOutside(service, path),
      ingress: (path: string) => traffic.getFromIngress(path),
    }[from];
    const report = await traffic.load(REQUESTS);
    return { report, results: await Promise.all(paths.map(get)) };
  },
  expectations: ({ report, results }) => [
    ...results.map((result, index) => ({
      expected: `a client ${PLACES[from]} gets ${paths[index]} with status 200`,
      observed: 'status' in result ? `status ${result.status}` : result.error,
      passed: 'status' in result && result.status === 200,
    })),
    assertComplete(report),
  ],
});

const OVER_LIMIT = { requests: 200, requestsPerSecond: 100 } as const;

/** price refuses what exceeds its limit, which is far below the rate of the load. */
export const priceIsLimited: Check<LoadReport> = {
  observe: (traffic) => traffic.load(OVER_LIMIT.requests, { requestsPerSecond: OVER_LIMIT.requestsPerSecond }),
  expectations: (report) => {
    const { RESOURCE_EXHAUSTED: refused = 0, OK: admitted = 0 } = statusesOf(report, 'price');
    return [
      assertCount(`price refuses calls at ${OVER_LIMIT.requestsPerSecond} requests a second`, refused, refused > 0),
      assertCount('price admits calls up to its limit', admitted, admitted > 0),
    ];
  },
};

function assertOk(report: LoadReport, service: string): Assertion {
  const statuses = statusesOf(report, service);
  const names = Object.keys(statuses);
  return {
    expected: `every call to ${service} is OK`,
    observed: textOf(statuses),
    passed: names.length === 1 && names[0] === 'OK',
  };
}
