import { readAnswer, type Hop } from './product-response.ts';

/** How one request ended. */
export interface LoadAnswer {
  /** `200` if it was whole, or what was wrong: `200, price UNAVAILABLE`, or why there was no answer. */
  readonly outcome: string;
  /** Who took part in the answer, the gateway first. */
  readonly hops: readonly Hop[];
}

/** Requests at a fixed rate, however long their answers take, until it is stopped or the `await using` block ends. */
export interface ConstantLoad extends AsyncDisposable {
  /** Gives all answers once the last one is there. */
  stop(): Promise<LoadAnswer[]>;
}

/**
 * Asks for a product with its hops, over connections that are kept for as long as the gateway lets them.
 *
 * @param productUrl is asked before each request, so that the load can move from one gateway to another
 */
export function startLoad(
  productUrl: () => string,
  headers: Readonly<Record<string, string>>,
  requestsPerSecond: number,
): ConstantLoad {
  const answers: Promise<LoadAnswer>[] = [];
  const timer = setInterval(() => answers.push(ask(`${productUrl()}?view=hops`, headers)), 1000 / requestsPerSecond);
  const stop = () => {
    clearInterval(timer);
    return Promise.all(answers);
  };
  return { stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

async function ask(url: string, headers: Readonly<Record<string, string>>): Promise<LoadAnswer> {
  try {
    const answer = await fetch(url, { headers });
    const { hops } = readAnswer(await answer.text());
    const failed = hops.filter(({ status = 'OK' }) => status !== 'OK');
    return {
      outcome: [answer.status, ...failed.map(({ service, status }) => `${service} ${status}`)].join(', '),
      hops,
    };
  } catch (error) {
    return { outcome: String((error as Error).cause ?? error), hops: [] };
  }
}
