import { EventEmitter } from 'node:events';

/** Whether this instance wants traffic: what /readyz and grpc.health.v1 say. Emits `change` whenever that changes. */
export class Readiness extends EventEmitter<{ change: [] }> {
  #state: 'starting' | 'ready' | 'draining' = 'starting';

  get state() {
    return this.#state;
  }

  markReady(): void {
    if (this.#state === 'starting') this.#change('ready');
  }

  markDraining(): void {
    if (this.#state !== 'draining') this.#change('draining');
  }

  #change(state: 'ready' | 'draining'): void {
    this.#state = state;
    this.emit('change');
  }
}
