/**
 * What one viewer got of a product's changes, by the resume tokens: `<epoch>.<version>`, with versions that count up without a
 * gap.
 */
export class ChangeSequence {
  #epoch: string | undefined;
  /** The newest version. */
  #version = 0;
  /** Versions before the newest one that have not come. */
  readonly #missing = new Set<number>();
  changes = 0;
  repeated = 0;
  reordered = 0;
  restarts = 0;

  /** The newest version, and the data that it is of; undefined before the first event. */
  get position(): { readonly epoch: string; readonly version: number } | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, version: this.#version };
  }

  /** The changes that have not come, although a later one has. */
  get lost(): number {
    return this.#missing.size;
  }

  /** The whole stock: no change before it is missing. */
  addStock(token: string): void {
    const { epoch, version } = parse(token);
    if (this.#epoch !== undefined) this.restarts += 1;
    this.#epoch = epoch;
    this.#version = version;
    this.#missing.clear();
  }

  addChange(token: string): void {
    const { version } = parse(token);
    this.changes += 1;
    if (version > this.#version) {
      for (let missing = this.#version + 1; missing < version; missing += 1) this.#missing.add(missing);
      this.#version = version;
    } else if (this.#missing.delete(version)) this.reordered += 1;
    else this.repeated += 1;
  }
}

function parse(token: string): { epoch: string; version: number } {
  const dot = token.lastIndexOf('.');
  const version = Number(token.slice(dot + 1));
  if (dot < 1 || !Number.isSafeInteger(version)) throw new Error(`"${token}" is no resume token of a product's stock.`);
  return { epoch: token.slice(0, dot), version };
}
