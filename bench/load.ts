import autocannon from 'autocannon';

import { PRODUCT_JSON } from './product.ts';

/** How many requests are under way at a time. */
export const CONCURRENCY = 64;

/**
 * Asks for the product as often as said; gives up when as many requests as are under way have failed.
 *
 * @param signal ends the load early
 * @returns how many requests were answered with the whole product
 */
export function load(url: string, requests: number, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const run = autocannon(
      {
        url,
        connections: CONCURRENCY,
        amount: requests,
        bailout: CONCURRENCY,
        expectBody: PRODUCT_JSON,
        // The load ends with the sample in which its last answer came.
        sampleInt: 100,
      },
      (error, result) => {
        signal.removeEventListener('abort', stop);
        if (error) reject(error);
        else resolve(result['2xx'] - result.mismatches);
      },
    );
    const stop = () => run.stop();
    signal.addEventListener('abort', stop);
  });
}
