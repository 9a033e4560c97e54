// A viewer of the live view, as the specs open it.

/** The server-sent events of a live view. */
export class LiveViewer {
  readonly #leave = new AbortController();
  readonly #events: AsyncGenerator<string>;

  private constructor(
    readonly response: Response,
    leave: AbortController,
  ) {
    this.#leave = leave;
    this.#events = this.#read();
  }

  /** Resolves once the headers have arrived. */
  static async open(gatewayUrl: string, productId: number | string = 9310301): Promise<LiveViewer> {
    const leave = new AbortController();
    const { signal } = leave;
    return new LiveViewer(await fetch(`${gatewayUrl}/product/${productId}/live/events`, { signal }), leave);
  }

  /** The data of the next event; undefined at the end of the stream. */
  async next(): Promise<string | undefined> {
    const { value, done } = await this.#events.next();
    return done ? undefined : (value as string);
  }

  leave(): void {
    this.#leave.abort();
  }

  async *#read(): AsyncGenerator<string> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = event.split('\n').filter((line) => line.startsWith('data: '));
        if (data.length > 0) yield data.map((line) => line.slice('data: '.length)).join('\n');
      }
    }
  }
}
