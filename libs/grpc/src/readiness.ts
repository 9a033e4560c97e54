import { EventEmitter } from 'node:events';

/** The readiness of this instance, which /readyz and grpc.health.v1 report. Emits `change` when it changes. */
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
