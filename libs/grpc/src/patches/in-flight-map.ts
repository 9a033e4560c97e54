/**
 * The in-flight calls or streams of a connection by number, with those methods of Map that Node and grpc-js call. V8 does not
 * let the garbage collector free what was deleted from a Map: when the table of a Map is full of deleted entries, V8 makes a new
 * one, and the old table, with all entries that it had, refers to the new one. Once one table is in old space, only a full
 * collection frees it and every later one. The properties of an object have no such chain.
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

  forEach(callback: (value: T) => void): void {
    for (const value of this.values()) callback(value);
  }

  /** A snapshot: values that are set or deleted during the iteration do not change it. */
  values(): IterableIterator<T> {
    return Object.values(this.#byNumber).values();
  }
}
