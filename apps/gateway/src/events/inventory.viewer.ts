// A viewer of a product's stock, as the specs open it.

/** One server-sent event. A comment has no name. */
export interface ViewedEvent {
  readonly name: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

/** The server-sent events of /product/<id>/events, in the order in which they came. */
export class InventoryViewer implements Disposable {
  readonly events: ViewedEvent[] = [];
  comments = 0;
  hasEnded = false;
  readonly #leave: AbortController;

  private constructor(
    readonly response: Response,
    leave: AbortController,
  ) {
    this.#leave = leave;
    void this.#read().catch(() => undefined);
  }

  /** Resolves once the headers have arrived. */
  static async open(
    gatewayUrl: string,
    headers: Record<string, string> = {},
    productId: number | string = 9310301,
  ): Promise<InventoryViewer> {
    const leave = new AbortController();
    const url = `${gatewayUrl}/product/${productId}/events`;
    return new InventoryViewer(await fetch(url, { headers, signal: leave.signal }), leave);
  }

  /** The names of the events, without hops. */
  names(): string[] {
    return this.events.filter(({ name }) => name !== 'hop').map(({ name }) => name);
  }

  /** The quantities of the changes. */
  quantities(): number[] {
    return this.events.filter(({ name }) => name === 'change').map(({ data }) => Number(data['quantity']));
  }

  /** The hops of one service. */
  hops(service = 'inventory'): Record<string, unknown>[] {
    return this.events
      .filter(({ name, data }) => name === 'hop' && data['service'] === service)
      .map(({ data }) => data);
  }

  lastId(): string {
    return this.events.findLast(({ id }) => id !== '')?.id ?? '';
  }

  leave(): void {
    this.#leave.abort();
  }

  [Symbol.dispose](): void {
    this.leave();
  }

  async #read(): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.#add(block);
    }
    this.hasEnded = true;
  }

  #add(block: string): void {
    if (block.startsWith(':')) this.comments += 1;
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    const [name, data] = [fields.get('event'), fields.get('data')];
    if (name === undefined || data === undefined) return;
    this.events.push({ name, id: fields.get('id') ?? '', data: JSON.parse(data) as Record<string, unknown> });
  }
}
