import { Metadata } from '@grpc/grpc-js';
import { PriceServiceService } from '#contracts';

import { runBundle } from './bundles.ts';
import { startOtlpReceiver, type OtlpReceiver } from './otlp-receiver.ts';
import { RpcClient } from './rpc-client.ts';

/** The trace of the RPC, and the span of its client. */
export const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } as const;

/** Runs price in an environment, calls it once, and resolves with what it has exported and logged when it has stopped. */
export async function spansOfPrice(environment: (receiver: OtlpReceiver) => NodeJS.ProcessEnv) {
  using receiver = await startOtlpReceiver();
  await using price = await runBundle('price', environment(receiver));
  using client = new RpcClient(price.grpcPort);
  const metadata = Metadata.fromHttp2Headers({ traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` });
  await client.call(PriceServiceService.getPrice, { productId: 9310301 }, { metadata });
  const code = await price.stop();
  const { exports, spans } = receiver;
  const warnings = price.log.filter(({ level }) => level === 'warn').map(({ msg }) => String(msg));
  // In each protocol the name of the service is text in the body.
  const delivered = exports.filter(({ body }) => body.includes('product_gateway.price.v1.PriceService/GetPrice'));
  return { code, delivered, spans, warnings, log: price.log };
}
