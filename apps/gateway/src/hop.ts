import { status, type Metadata } from '@grpc/grpc-js';
import type { BackendName } from '#configuration';
import { readHop, type HopOrigin } from '#telemetry';

/** One RPC to a backend, as the gateway saw it. */
export class Hop {
  readonly #startedAt = performance.now();
  #origin: HopOrigin | undefined;
  #ended: { status: string; durationMs: number } | undefined;

  /** @param askedFault the rules by which the request asks the backend to send nothing, or to send it late */
  constructor(
    readonly service: BackendName,
    private readonly askedFault: string | undefined,
  ) {}

  /** The backend's answer has said who gives it. */
  answered(metadata: Metadata): void {
    this.#origin ??= readHop(metadata);
  }

  end(code: status): void {
    this.#ended = { status: status[code], durationMs: performance.now() - this.#startedAt };
  }

  /** Who answered; undefined if nobody did, or a proxy in the backend's place. */
  get origin(): HopOrigin | undefined {
    return this.#origin;
  }

  /** A gRPC status name. What is still under way when the request is answered has been given up. */
  get status(): string {
    return this.#ended?.status ?? 'CANCELLED';
  }

  get durationMs(): number {
    return this.#ended?.durationMs ?? performance.now() - this.#startedAt;
  }

  /** The rules by which a fault was injected; where nothing came back, those that the request asked for. */
  get fault(): string | undefined {
    return this.#origin ? this.#origin.fault : this.askedFault;
  }
}
