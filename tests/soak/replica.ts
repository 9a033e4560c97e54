import { BackgroundProgram } from '../../libs/testbed/src/background-program.ts';
import { bundle } from '../../libs/testbed/src/bundles.ts';
import { listenEnvironment, type ServicePorts } from '../../libs/testbed/src/environment.ts';
import { until } from '../../libs/testbed/src/until.ts';

const READY_TIMEOUT_MS = 60_000;

/** One replica of price. */
export class Replica implements AsyncDisposable {
  readonly #address: string;
  readonly #ports: ServicePorts;
  #program: BackgroundProgram;
  #starts = 0;

  constructor(address: string, httpPort: number, grpcPort: number) {
    this.#address = address;
    this.#ports = { httpPort, grpcPort };
    this.#program = this.#start();
  }

  /** The name of its process that runs now, which no other process has. */
  get instance(): string {
    return `price-${this.#address}-${this.#starts}`;
  }

  /** Stops it as Kubernetes does, and starts it again. @returns the exit code */
  async restart(): Promise<number | null> {
    const code = await this.#program.stop();
    this.#program = this.#start();
    return code;
  }

  /** Resolves when it can serve. */
  async untilReady(): Promise<void> {
    const url = `http://${this.#address}:${this.#ports.httpPort}/readyz`;
    await until(async () => (await fetch(url).catch(() => undefined))?.ok, {
      what: `${this.instance} is ready`,
      timeoutMs: READY_TIMEOUT_MS,
      intervalMs: 50,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }

  #start(): BackgroundProgram {
    this.#starts += 1;
    const env = {
      ...listenEnvironment(this.#ports, this.#address),
      SERVICE_INSTANCE: this.instance,
      CATALOG_PRODUCTS: '1000000',
      CATALOG_OPTIONS: '1',
      // Connections are replaced all the time, by two GOAWAY frames each.
      MAX_CONNECTION_AGE: '2s',
      LOG_LEVEL: 'silent',
    };
    return new BackgroundProgram(bundle('price'), { env, stdio: 'inherit' });
  }
}
