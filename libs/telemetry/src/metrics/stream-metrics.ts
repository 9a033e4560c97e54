import { Counter, Gauge, type Registry, type RegistryContentType } from 'prom-client';

import { InFlightGauge } from './in-flight-gauge.ts';

/** The metrics of server-streaming RPCs by method. How long a stream was open is no latency, so that there is no histogram. */
export class StreamMetrics {
  readonly #open = new InFlightGauge();
  readonly #messages;
  readonly #ended;

  /**
   * @param prefix of the names: product_gateway_rpc_server or product_gateway_rpc_client
   * @param what the streams that are counted, as the help of the metrics begins
   */
  constructor(prefix: string, what: string, registry: Registry<RegistryContentType>) {
    const open = this.#open;
    const gauge = new Gauge({
      name: `${prefix}_open_streams`,
      help: `${what}: those that are open.`,
      labelNames: ['rpc_method'],
      registers: [],
      collect() {
        for (const [method, count] of open) this.set({ rpc_method: method }, count);
      },
    });
    registry.registerMetric(gauge);
    this.#messages = new Counter({
      name: `${prefix}_stream_messages_total`,
      help: `${what}: their messages.`,
      labelNames: ['rpc_method'],
      registers: [registry],
    });
    this.#ended = new Counter({
      name: `${prefix}_streams_total`,
      help: `${what}: those that have ended, by their status.`,
      labelNames: ['rpc_method', 'rpc_status_code'],
      registers: [registry],
    });
  }

  begin(method: string): void {
    this.#open.inc(method);
  }

  countMessage(method: string): void {
    this.#messages.inc({ rpc_method: method });
  }

  /** @param status a gRPC status name */
  end(method: string, status: string): void {
    this.#open.dec(method);
    this.#ended.inc({ rpc_method: method, rpc_status_code: status });
  }
}
