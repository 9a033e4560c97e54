import { type Deadline, Metadata, status } from '@grpc/grpc-js';
import { type FaultPlan, type FaultRule, injectFault, isLater } from '#faults';
import {
  type AttemptCounter,
  type HopWriter,
  peerIdentity,
  readCallIdentity,
  RequestContext,
  rpcHeaders,
  isServerError,
  type Telemetry,
} from '#telemetry';

/** The objects that the RPCs of one server share. */
export interface RpcServerParts {
  readonly telemetry: Telemetry;
  readonly attempts: AttemptCounter;
  /** Absent if HOPS is off. */
  readonly hops: HopWriter | undefined;
  /** Absent unless FAULTS is on. */
  readonly faults: FaultPlan | undefined;
}

/** A unary or a server-streaming call of grpc-js. */
interface Call {
  readonly metadata: Metadata;
  getDeadline(): Deadline;
  on(event: 'cancelled', listener: () => void): unknown;
  once(event: 'cancelled', listener: () => void): unknown;
}

/** One RPC of a server: its metrics, span and log line, from its arrival to its end. */
export class ServerCall {
  readonly #context: RequestContext;
  readonly #callId: string | undefined;
  readonly #attempt: number;
  readonly #peer: string | null;
  readonly #startedAt = performance.now();
  #fault: string | undefined;
  #messages = 0;
  #ended = false;

  /**
   * @param method such as product_gateway.price.v1.PriceService/GetPrice
   * @param kind a stream has no latency: it is counted when it ends, and is not among the durations of calls
   */
  constructor(
    private readonly method: string,
    private readonly call: Call,
    private readonly parts: RpcServerParts,
    private readonly kind: 'unary' | 'stream' = 'unary',
  ) {
    const header = rpcHeaders(call.metadata);
    const { metrics, tracing } = parts.telemetry;
    const span = tracing?.startServerSpan(method, { 'rpc.system.name': 'grpc', 'rpc.method': method }, header);
    const { requestId, callId } = readCallIdentity(header);
    this.#callId = callId;
    this.#context = new RequestContext(header, span, requestId);
    this.#context.attachTo(call);
    this.#attempt = parts.attempts.count(header, method, callId);
    this.#peer = peerIdentity(header);
    metrics?.countAttempt(method, this.#attempt);
    if (kind === 'stream') metrics?.rpcServerStreams.begin(method);
    else metrics?.rpcServerActive.inc(method);
    // grpc-js emits `cancelled` at the end of every call. `on` needs no wrapper function, which `once` does.
    call.on('cancelled', () => {
      if (!this.#ended) this.end(Date.now() < Number(call.getDeadline()) ? status.CANCELLED : status.DEADLINE_EXCEEDED);
    });
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /**
   * Injects the faults of a plan that apply to this attempt, and returns those that apply later: to the response of a unary
   * call, or after messages of a stream.
   *
   * @throws StatusObject of a fault
   * @throws FaultRuleError if x-fault is no list of rules
   */
  async injectFaults(faults: FaultPlan): Promise<readonly FaultRule[]> {
    const rules = faults.draw(this.#context.header('x-fault'), this.#attempt, this.kind);
    this.#fault = rules.map(({ text }) => text).join(',') || undefined;
    await this.inject(rules.filter((rule) => !isLater(rule)));
    return this.#ended ? [] : rules.filter(isLater);
  }

  /** Injects faults in their order. @throws StatusObject of a fault */
  async inject(rules: readonly FaultRule[]): Promise<void> {
    for (const rule of rules) {
      // The client has cancelled during a delay.
      if (this.#ended) return;
      this.countFault(rule);
      await injectFault(rule, this.call);
    }
  }

  /** A rule takes effect. */
  countFault({ action }: FaultRule): void {
    this.parts.telemetry.metrics?.faultsInjected.inc({ rpc_method: this.method, action });
  }

  /** A message of the stream is sent. */
  countMessage(): void {
    this.#messages += 1;
    this.parts.telemetry.metrics?.rpcServerStreams.countMessage(this.method);
  }

  /** The initial metadata of a response: the hop and, for clients other than the gateway, x-request-id. */
  responseMetadata(): Metadata {
    const { hops } = this.parts;
    const isPlain = this.#attempt === 1 && this.#peer === null && this.#fault === undefined;
    // The shared metadata of first attempts, without encoding it again.
    if (isPlain && hops && !this.#echoesRequestId()) return hops.plain;
    return this.describe(new Metadata());
  }

  /** Adds the hop and x-request-id to the metadata of a response or of an error. */
  describe(metadata: Metadata): Metadata {
    this.parts.hops?.write(metadata, { attempt: this.#attempt, peer: this.#peer, fault: this.#fault });
    if (this.#echoesRequestId()) metadata.set('x-request-id', this.#context.requestId);
    return metadata;
  }

  /** The gateway, whose calls have an id, has the x-request-id that it sent. */
  #echoesRequestId(): boolean {
    return this.#callId === undefined;
  }

  /** Ends the RPC; further calls are ignored. */
  end(code: status): void {
    if (this.#ended) return;
    this.#ended = true;
    const { metrics, requestLog } = this.parts.telemetry;
    const { span } = this.#context;
    const name = status[code];
    const durationMs = performance.now() - this.#startedAt;
    if (this.kind === 'stream') metrics?.rpcServerStreams.end(this.method, name);
    else {
      metrics?.rpcServerActive.dec(this.method);
      metrics?.rpcServer.record({ rpc_method: this.method, rpc_status_code: name }, durationMs, span);
    }
    span?.end({ 'rpc.status_code': name }, isServerError(code) ? name : undefined);
    requestLog.write('rpc', this.#context, durationMs, {
      method: this.method,
      status: name,
      attempt: this.#attempt,
      peer: this.#peer ?? undefined,
      fault: this.#fault,
      ...(this.kind === 'stream' && { messages: this.#messages }),
    });
  }
}
