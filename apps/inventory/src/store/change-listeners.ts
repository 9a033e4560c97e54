/** Who is called after changes of products. */
export class ChangeListeners {
  readonly #listeners = new Map<number, Set<() => void>>();

  /** Returns the function that removes the listener. */
  add(productId: number, listener: () => void): () => void {
    const ofProduct = this.#listeners.get(productId) ?? new Set();
    this.#listeners.set(productId, ofProduct.add(listener));
    return () => {
      ofProduct.delete(listener);
      if (ofProduct.size === 0 && this.#listeners.get(productId) === ofProduct) this.#listeners.delete(productId);
    };
  }

  /** Calls the listeners of one product. */
  changed(productId: number): void {
    for (const listener of this.#listeners.get(productId) ?? []) listener();
  }

  /** Calls all listeners. */
  allChanged(): void {
    for (const productId of this.#listeners.keys()) this.changed(productId);
  }
}
