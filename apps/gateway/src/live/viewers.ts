import { AppError } from '#errors';
import { Readiness } from '#grpc';

/** One viewer, from its request until its response has ended. */
export interface Viewer {
  /** Ends its stream, since the service drains. */
  end(): void;
}

/** The viewers of streams of one kind, of whom there is a maximum. */
export abstract class Viewers {
  readonly #viewers = new Set<Viewer>();

  /** @param refusal what a viewer beyond the maximum reads */
  constructor(
    private readonly readiness: Readiness,
    private readonly max: number,
    private readonly refusal: string,
  ) {
    readiness.on('change', () => {
      if (this.isDraining) for (const viewer of this.#viewers) viewer.end();
    });
  }

  /** Whether streams end as soon as they have begun, so that the service can stop. */
  get isDraining(): boolean {
    return this.readiness.state === 'draining';
  }

  /**
   * Admits a viewer, until the returned function is called.
   *
   * @throws AppError too-many-viewers
   */
  admit(viewer: Viewer): () => void {
    if (this.#viewers.size >= this.max) throw new AppError('too-many-viewers', this.refusal);
    this.#viewers.add(viewer);
    return () => void this.#viewers.delete(viewer);
  }
}
