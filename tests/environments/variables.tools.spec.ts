import { DEAD, itServesTheProductWith, UNWRITABLE } from './environment-row.ts';

itServesTheProductWith({
  "another workspace's NX variables": {
    environment: {
      NX_BASE: 'main',
      NX_HEAD: 'HEAD',
      NX_DAEMON: 'true',
      NX_CACHE_DIRECTORY: `${UNWRITABLE}/nx`,
      NX_WORKSPACE_DATA_DIRECTORY: `${UNWRITABLE}/nx`,
      NX_SKIP_NX_CACHE: 'true',
      NX_TUI: 'true',
      NX_PARALLEL: '1',
      NX_DEFAULT_PROJECT: 'other',
      NX_DRY_RUN: 'true',
      NX_ISOLATE_PLUGINS: 'true',
      NX_TASK_TARGET_PROJECT: 'other',
      NX_WORKSPACE_ROOT: '/nonexistent',
      NX_WORKSPACE_ROOT_PATH: '/nonexistent',
    },
    builds: 'one bundle',
  },
  'APP and SERVICE of another program': {
    environment: { APP: 'other', SERVICE: 'other', VERSION: '9' },
    builds: 'one bundle',
  },
  'a collector of spans that is dead': {
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: DEAD,
      OTEL_SERVICE_NAME: 'other',
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=other',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOG_LEVEL: 'debug',
    },
  },
  "other programs' debugging": {
    environment: { DEBUG: '*', NODE_DEBUG: 'http,net', GRPC_VERBOSITY: 'DEBUG', GRPC_TRACE: 'channel' },
  },
});
