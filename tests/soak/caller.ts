// The process of the soak that makes the calls, so that its memory is that of one channel. It runs with --expose-gc.
import { promises as dns } from 'node:dns';

import { status } from '@grpc/grpc-js';

import { PriceServiceService } from '../../libs/contracts/src/index.ts';
import { openUnaryChannel } from '../../libs/grpc/src/unary-channels.ts';
import type { UnaryChannel, UnaryResponse } from '../../libs/grpc-http2-client/src/index.ts';
import type { CallerLine, CallerPlan, CallerResult } from './soak-messages.ts';

const TIMEOUT_MS = 20_000;
const MEMORY_SAMPLES = 40;
const MAX_MIXED_UP = 10;
const FIRST_PRODUCT = 10_000_000;
const PRODUCTS = 1_000_000;
/** From here on there is no product. */
const FIRST_UNKNOWN = FIRST_PRODUCT + PRODUCTS;
/** One call of so many asks for a product that does not exist, whose response is trailers only. */
const UNKNOWN_EACH = 10;
const { path, requestSerialize, responseDeserialize } = PriceServiceService.getPrice;

const print = (line: CallerLine) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Makes calls with a number of them in flight, and checks that each gets its own response. */
class Caller {
  #started = 0;
  #ended = 0;
  #isStopping = false;
  readonly #lost: Record<string, number> = {};
  readonly #mixedUp: string[] = [];
  readonly #memory: number[] = [];
  readonly #instances = new Set<string>();

  constructor(
    private readonly channel: UnaryChannel,
    private readonly plan: CallerPlan,
  ) {}

  /** Lets the calls in flight end. */
  stop(): void {
    this.#isStopping = true;
  }

  async run(): Promise<CallerResult> {
    const startedAt = performance.now();
    const worker = async () => {
      while (!this.#isStopping || this.#ended < this.plan.calls) await this.#call(this.#started++);
    };
    await Promise.all(Array.from({ length: this.plan.concurrency }, worker));
    return {
      calls: this.#ended,
      seconds: (performance.now() - startedAt) / 1000,
      lost: this.#lost,
      mixedUp: this.#mixedUp,
      memory: this.#memory,
      residentBytes: process.memoryUsage.rss(),
    };
  }

  #call(index: number): Promise<void> {
    const isUnknown = index % UNKNOWN_EACH === UNKNOWN_EACH - 1;
    const productId = isUnknown ? FIRST_UNKNOWN + index : FIRST_PRODUCT + (index % PRODUCTS);
    const requestId = `soak-${index}`;
    const request = {
      path,
      message: requestSerialize({ productId }),
      metadata: { 'x-request-id': requestId },
      deadline: Date.now() + TIMEOUT_MS,
    };
    return new Promise((resolve) =>
      this.channel.call(request, (response) => {
        this.#check(response, requestId, productId, isUnknown);
        this.#count();
        // A transport may end calls without I/O, such as those that it can't send: other events must be handled.
        setImmediate(resolve);
      }),
    );
  }

  #check(response: UnaryResponse, requestId: string, productId: number, isUnknown: boolean): void {
    const { code, details, message, headers, trailers } = response;
    if (code !== (isUnknown ? status.NOT_FOUND : status.OK)) {
      const what = `${status[code]}: ${details}`.slice(0, 200);
      this.#lost[what] = (this.#lost[what] ?? 0) + 1;
      return;
    }
    const metadata = isUnknown ? trailers : headers;
    if (metadata['x-request-id'] !== requestId) {
      this.#reportMixedUp(`${requestId} got the metadata of ${metadata['x-request-id']}`);
    }
    if (!isUnknown) {
      const price = message && responseDeserialize(message).price;
      // Each computed product costs 5 dollars and the last two digits of its id.
      const isOwn = price?.productId === productId && price.price?.units === 5 + (productId % 100);
      if (!isOwn) this.#reportMixedUp(`${requestId} for ${productId} got ${JSON.stringify(price)}`);
    }
    const [, instance = 'unknown'] = /;instance="([^"]+)"/.exec(metadata['x-hop'] ?? '') ?? [];
    if (this.#instances.has(instance)) return;
    this.#instances.add(instance);
    print({ instance });
  }

  #reportMixedUp(what: string): void {
    if (this.#mixedUp.length < MAX_MIXED_UP) this.#mixedUp.push(what);
  }

  #count(): void {
    this.#ended += 1;
    if (this.#ended > this.plan.calls) return;
    if (this.#ended % Math.ceil(this.plan.calls / MEMORY_SAMPLES) === 0) {
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      this.#memory.push(heapUsed + external);
    }
    if (this.#ended === this.plan.calls) print({ completed: this.#ended });
  }
}

const plan = JSON.parse(process.argv[2] ?? '') as CallerPlan;
// Both transports look names up by it; the replicas have no name of their own on this machine.
dns.lookup = (async () => plan.addresses.map((address) => ({ address, family: 4 }))) as unknown as typeof dns.lookup;
const channel = openUnaryChannel(plan.transport, 'price.soak', plan.port);
const caller = new Caller(channel, plan);
process.stdin.resume().once('end', () => caller.stop());
const result = await caller.run();
channel.close();
print({ result });
