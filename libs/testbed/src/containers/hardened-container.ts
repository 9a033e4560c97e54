import { GenericContainer, PullPolicy } from 'testcontainers';

const READY_TIMEOUT_MS = 30_000;

/** A container of a local image that may do no more than compose.yaml lets it do. */
export class HardenedContainer extends GenericContainer {
  /** @param ports which of its ports are published, each on a free one of the loopback address */
  constructor(image: string, ports: readonly number[]) {
    super(image);
    this.withPullPolicy(PullPolicy.neverPull())
      .withDroppedCapabilities('ALL')
      .withSecurityOpt('no-new-privileges')
      .withResourcesQuota({ memory: 0.25, cpu: 1 })
      .withStartupTimeout(READY_TIMEOUT_MS);
    // What the library has no methods for.
    const ofEachPort = <Value>(value: Value) => Object.fromEntries(ports.map((port) => [`${port}/tcp`, value]));
    this.createOpts.ExposedPorts = ofEachPort({});
    Object.assign(this.hostConfig, {
      ReadonlyRootfs: true,
      PidsLimit: 64,
      PortBindings: ofEachPort([{ HostIp: '127.0.0.1', HostPort: '0' }]),
    });
  }

  /** Leaves out the image's health check. */
  withoutHealthCheck(): this {
    this.createOpts.Healthcheck = { Test: ['NONE'] };
    return this;
  }

  /** Puts it on one network and on no other, to be found there by a name. The library would leave it on Docker's own too. */
  onNetwork(name: string, alias: string): this {
    this.createOpts.NetworkingConfig = { EndpointsConfig: { [name]: { Aliases: [alias] } } };
    return this.withNetworkMode(name);
  }
}
