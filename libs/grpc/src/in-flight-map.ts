/**
 * What is under way, by its number: as much of a Map as Node and grpc-js ask for. A Map itself keeps what it has deleted
 * from being collected: when its table is full of deleted entries V8 makes a new one, and the old one, with all that was in
 * it then, points to the new one. Once a table has grown old it is only let go of by a full collection, and with it every
 * later one. The properties of an object have no such chain.
 */
export class InFlightMap<T> {
  readonly #byNumber = Object.create(null) as Record<number, T>;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(number: number): T | undefined {
    return this.#byNumber[number];
  }

  set(number: number, value: T): void {
    if (!(number in this.#byNumber)) this.#size += 1;
    this.#byNumber[number] = value;
  }

  delete(number: number): void {
    if (!(number in this.#byNumber)) return;
    this.#size -= 1;
    delete this.#byNumber[number];
  }

  forEach(act: (value: T) => void): void {
    for (const value of this.values()) act(value);
  }

  /** Those of this moment; what comes or goes meanwhile does not change them. */
  values(): IterableIterator<T> {
    return Object.values(this.#byNumber).values();
  }
}
