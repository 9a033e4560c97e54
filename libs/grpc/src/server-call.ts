import { Metadata, status, type ServerUnaryCall } from '@grpc/grpc-js';
import { type FaultPlan, injectFault } from '#faults';
import {
  type AttemptCounter,
  type HopWriter,
  peerIdentity,
  RequestContext,
  rpcHeaders,
  isServerError,
  type Telemetry,
} from '#telemetry';

/** What the RPCs of one server share. */
export interface RpcServerParts {
  readonly telemetry: Telemetry;
  readonly attempts: AttemptCounter;
  /** Absent if HOPS is off. */
  readonly hops: HopWriter | undefined;
  /** Absent unless FAULTS is on. */
  readonly faults: FaultPlan | undefined;
}

type Call = ServerUnaryCall<unknown, unknown>;

/** One RPC that is being served: measured, traced and logged from its arrival to its end. */
export class ServerCall {
  readonly #context: RequestContext;
  readonly #attempt: number;
  readonly #peer: string | null;
  readonly #startedAt = performance.now();
  #fault: string | undefined;
  #ended = false;

  /** @param method such as product_gateway.price.v1.PriceService/GetPrice */
  constructor(
    private readonly method: string,
    private readonly call: Call,
    private readonly parts: RpcServerParts,
  ) {
    const header = rpcHeaders(call.metadata);
    const { metrics, tracing } = parts.telemetry;
    const span = tracing?.startServerSpan(method, { 'rpc.system.name': 'grpc', 'rpc.method': method }, header);
    this.#context = new RequestContext(header, span);
    this.#context.attachTo(call);
    this.#attempt = parts.attempts.count(header);
    this.#peer = peerIdentity(header);
    metrics?.countAttempt(method, this.#attempt);
    metrics?.rpcServerActive.inc(method);
    // Of every call, at its end. `on`, here as elsewhere on the way of a request, since `once` costs more than it spares.
    call.on('cancelled', () => {
      if (!this.#ended) this.end(Date.now() < Number(call.getDeadline()) ? status.CANCELLED : status.DEADLINE_EXCEEDED);
    });
  }

  /**
   * Injects those faults of a plan that are due.
   *
   * @throws StatusObject of a fault
   * @throws FaultRuleError if x-fault is no list of rules
   */
  async injectFaults(faults: FaultPlan): Promise<void> {
    const { telemetry } = this.parts;
    const rules = faults.draw(this.#context.header('x-fault'), this.#attempt);
    this.#fault = rules.map(({ text }) => text).join(',') || undefined;
    for (const rule of rules) {
      telemetry.metrics?.faultsInjected.inc({ rpc_method: this.method, action: rule.action });
      await injectFault(rule, this.call);
      // The client has left during a delay.
      if (this.#ended) return;
    }
  }

  /** The metadata of an answer: who gives it, and to which request. */
  answerMetadata(): Metadata {
    const { hops } = this.parts;
    const isPlain = this.#attempt === 1 && this.#peer === null && this.#fault === undefined;
    // Made anew only where it is unlike that of all others, since each entry costs both sides.
    if (isPlain && hops && !this.#echoesRequestId()) return hops.plain;
    return this.describe(new Metadata());
  }

  /** Adds who answers, and to which request, to the metadata of an error. */
  describe(metadata: Metadata): Metadata {
    this.parts.hops?.write(metadata, { attempt: this.#attempt, peer: this.#peer, fault: this.#fault });
    if (this.#echoesRequestId()) metadata.set('x-request-id', this.#context.requestId);
    return metadata;
  }

  /** The gateway, which calls with x-call-id, knows the x-request-id that it sent. */
  #echoesRequestId(): boolean {
    return this.#context.header('x-call-id') === undefined;
  }

  /** The RPC has ended; what comes later is not heard. */
  end(code: status): void {
    if (this.#ended) return;
    this.#ended = true;
    const { metrics, requestLog } = this.parts.telemetry;
    const { span } = this.#context;
    const name = status[code];
    const durationMs = performance.now() - this.#startedAt;
    metrics?.rpcServerActive.dec(this.method);
    metrics?.rpcServer.record({ rpc_method: this.method, rpc_status_code: name }, durationMs, span);
    span?.end({ 'rpc.status_code': name }, isServerError(code) ? name : undefined);
    requestLog.write('rpc', this.#context, durationMs, {
      method: this.method,
      status: name,
      attempt: this.#attempt,
      peer: this.#peer ?? undefined,
      fault: this.#fault,
    });
  }
}
