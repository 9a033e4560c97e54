import { status, type Server } from '@grpc/grpc-js';
import { HealthCheckResponse_ServingStatus as ServingStatus, HealthService, type HealthServer } from '#contracts';

import type { Readiness } from './readiness.ts';

/** Serves grpc.health.v1 for the given services and, under the empty name, for all of them together. */
export function addHealthService(server: Server, serviceNames: readonly string[], readiness: Readiness): void {
  const known = new Set(['', ...serviceNames]);
  const servingStatus = () => ({
    status: readiness.state === 'ready' ? ServingStatus.SERVING : ServingStatus.NOT_SERVING,
  });

  const health: HealthServer = {
    check({ request }, callback) {
      if (known.has(request.service)) callback(null, servingStatus());
      else callback({ code: status.NOT_FOUND, details: `${request.service} is not served here` });
    },

    watch(call) {
      if (!known.has(call.request.service)) {
        call.write({ status: ServingStatus.SERVICE_UNKNOWN });
        return;
      }
      const tell = () => {
        call.write(servingStatus());
        // An open stream would hold up the drain.
        if (readiness.state === 'draining') call.end();
      };
      readiness.on('change', tell);
      call.on('cancelled', () => readiness.off('change', tell));
      tell();
    },
  };
  server.addService(HealthService, health);
}
