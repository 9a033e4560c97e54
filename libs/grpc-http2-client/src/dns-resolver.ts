import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';

/** By default gRPC waits 30 s before it asks DNS again, in which a replaced replica is missed. */
const MIN_TIME_BETWEEN_RESOLUTIONS_MS = 1000;

/** Looks up all IPv4 and IPv6 addresses of a host, again whenever it is asked to, but not more often than each second. */
export class DnsResolver {
  #state: 'idle' | 'scheduled' | 'resolving' | 'closed' = 'idle';
  #timer: NodeJS.Timeout | undefined;
  #startedAt = -Infinity;

  constructor(
    private readonly host: string,
    private readonly onAddresses: (addresses: ReadonlySet<string>) => void,
    private readonly onError: (reason: string) => void,
  ) {}

  resolve(): void {
    if (this.#state !== 'idle') return;
    if (isIP(this.host)) {
      this.#state = 'closed';
      return this.onAddresses(new Set([this.host]));
    }
    const waitMs = this.#startedAt + MIN_TIME_BETWEEN_RESOLUTIONS_MS - Date.now();
    if (waitMs <= 0) return void this.#lookup();
    this.#state = 'scheduled';
    this.#timer = setTimeout(() => void this.#lookup(), waitMs);
  }

  close(): void {
    this.#state = 'closed';
    clearTimeout(this.#timer);
  }

  async #lookup(): Promise<void> {
    this.#state = 'resolving';
    this.#startedAt = Date.now();
    const result = await dns.lookup(this.host, { all: true }).catch((error: Error) => error);
    if (this.isClosed) return;
    this.#state = 'idle';
    if (Array.isArray(result)) return this.onAddresses(new Set(result.map(({ address }) => address)));
    this.onError(`Name resolution failed for ${this.host}: ${result.message}`);
    this.resolve();
  }

  private get isClosed(): boolean {
    return this.#state === 'closed';
  }
}
