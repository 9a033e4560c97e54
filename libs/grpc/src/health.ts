import { status, type Server } from '@grpc/grpc-js';
import { HealthCheckResponse_ServingStatus as ServingStatus, HealthService, type HealthServer } from '#contracts';

import { toGrpcStatus } from '#errors';

import { acceptMalformed, isMalformed, malformedRequest } from './malformed-request.ts';
import type { Readiness } from './readiness.ts';

type Watch = Parameters<HealthServer['watch']>[0];

/** Serves grpc.health.v1 for the given services and, under the empty name, for all of them together. */
export function addHealthService(server: Server, serviceNames: readonly string[], readiness: Readiness): void {
  const known = new Set(['', ...serviceNames]);
  const watches = new Set<Watch>();
  const servingStatus = () => ({
    status: readiness.state === 'ready' ? ServingStatus.SERVING : ServingStatus.NOT_SERVING,
  });

  /** Sends the status now, and ends the stream if the service drains, since an open stream delays the drain. */
  const report = (watch: Watch) => {
    if (known.has(watch.request.service)) watch.write(servingStatus());
    if (readiness.state === 'draining') watch.end();
  };
  readiness.on('change', () => watches.forEach(report));

  const health: HealthServer = {
    check({ request }, callback) {
      if (isMalformed(request)) callback(toGrpcStatus(malformedRequest()));
      else if (known.has(request.service)) callback(null, servingStatus());
      else callback({ code: status.NOT_FOUND, details: 'The service of this name is not served here.' });
    },

    watch(call) {
      if (isMalformed(call.request)) return void call.emit('error', toGrpcStatus(malformedRequest()));
      watches.add(call);
      call.on('cancelled', () => watches.delete(call));
      // The stream stays open, since the service may be added later (grpc.health.v1).
      if (!known.has(call.request.service)) call.write({ status: ServingStatus.SERVICE_UNKNOWN });
      report(call);
    },
  };
  server.addService(acceptMalformed(HealthService), health);
}
