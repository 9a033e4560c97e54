import { text } from 'node:stream/consumers';

import {
  getContainerRuntimeClient,
  Network,
  type ContainerRuntimeClient,
  type ExecResult,
  type StartedNetwork,
} from 'testcontainers';

import type { HardenedContainer } from './hardened-container.ts';

const LABEL = 'product-gateway.network';

// The reaper of testcontainers removes what a killed process leaves, but is one more image to pull. What ends in any other
// way removes its own containers.
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';

/** A container that was ready; it is removed at the end of the `await using` block, if not before. */
export interface RunningContainer extends AsyncDisposable {
  /** What Docker can do to it, as in docker.pause(). */
  readonly docker: ReturnType<ContainerRuntimeClient['container']['getById']>;
  /** Its host name, which is its instance in hops and logs. */
  readonly hostname: string;
  /** The port of the loopback address on which a port of it is published, until it is started again. */
  publishedPort(port: number): number;
  /** Runs a program in it, without a shell. */
  exec(command: string[], environment?: Record<string, string>): Promise<ExecResult>;
  /** All that it wrote, once it has ended. */
  logs(): Promise<string>;
}

/** A network with its containers, all of which are removed with it, whatever became of them. */
export class ContainerNetwork implements AsyncDisposable {
  readonly #client: ContainerRuntimeClient;
  readonly #network: StartedNetwork;

  private constructor(client: ContainerRuntimeClient, network: StartedNetwork) {
    this.#client = client;
    this.#network = network;
  }

  static async create(): Promise<ContainerNetwork> {
    return new ContainerNetwork(await getContainerRuntimeClient(), await new Network().start());
  }

  /** Starts a container that is found here under a name, which it may share with others. */
  async start(container: HardenedContainer, alias: string): Promise<RunningContainer> {
    const started = await container
      .onNetwork(this.#network.getName(), alias)
      .withLabels({ [LABEL]: this.#network.getId() })
      .start();
    const docker = this.#client.container.getById(started.getId());
    const { Ports } = (await docker.inspect()).NetworkSettings;
    return {
      docker,
      hostname: started.getHostname(),
      publishedPort: (port) => Number(Ports[`${port}/tcp`]?.[0]?.HostPort),
      exec: (command, env = {}) => started.exec(command, { env }),
      logs: async () => text(await started.logs()),
      [Symbol.asyncDispose]: async () => void (await docker.remove({ force: true, v: true })),
    };
  }

  /** Disconnects a container, so that its peers get neither a FIN nor a reset. */
  async disconnect({ docker }: RunningContainer): Promise<void> {
    await this.#docker.disconnect({ Container: docker.id });
  }

  async connect({ docker }: RunningContainer, alias: string): Promise<void> {
    await this.#docker.connect({ Container: docker.id, EndpointConfig: { Aliases: [alias] } });
  }

  get #docker() {
    return this.#client.network.getById(this.#network.getId());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { dockerode } = this.#client.container;
    const filters = { label: [`${LABEL}=${this.#network.getId()}`] };
    const containers = await dockerode.listContainers({ all: true, filters });
    await Promise.all(containers.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true })));
    await this.#network.stop();
  }
}
