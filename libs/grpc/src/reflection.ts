import { constants } from 'node:http2';

import { status, type Server } from '@grpc/grpc-js';
import {
  DESCRIPTOR_FILES,
  DESCRIPTOR_SYMBOLS,
  HealthService,
  ServerReflectionService,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  type ServerReflectionServer,
} from '#contracts';

import { toGrpcStatus } from '#errors';
import { http2StreamOf } from '#faults';

import { acceptMalformed, isMalformed, malformedRequest } from './malformed-request.ts';
import type { Readiness } from './readiness.ts';
import { serviceName } from './service-name.ts';

type Response = NonNullable<ServerReflectionResponse['messageResponse']>;
type Stream = Parameters<ServerReflectionServer['serverReflectionInfo']>[0];

/** Serves gRPC reflection, v1 and the older v1alpha that many tools still call, for the given services. */
export function addReflectionService(server: Server, serviceNames: readonly string[], readiness: Readiness): void {
  const v1 = acceptMalformed(ServerReflectionService);
  const { serverReflectionInfo } = v1;
  const path = serverReflectionInfo.path.replace('.v1.', '.v1alpha.');
  const v1alpha = { serverReflectionInfo: { ...serverReflectionInfo, path } };
  const services = [...serviceNames, ...[HealthService, v1, v1alpha].map(serviceName)];

  const streams = new Set<Stream>();
  // An open stream delays the drain.
  const endIfDraining = (stream: Stream) => void (readiness.state === 'draining' && stream.end());
  readiness.on('change', () => streams.forEach(endIfDraining));

  const reflection: ServerReflectionServer = {
    serverReflectionInfo(stream) {
      streams.add(stream);
      // grpc-js emits this at every end of a stream, when it sends the status.
      stream.on('cancelled', () => {
        streams.delete(stream);
        setImmediate(() => abandonRequests(stream));
      });
      stream.on('end', () => stream.end());
      // An exception in this listener ends the process, so nothing in it may throw.
      stream.on('data', (request: ServerReflectionRequest) => {
        if (stream.writableEnded) return;
        if (isMalformed(request)) return void stream.emit('error', toGrpcStatus(malformedRequest()));
        const messageResponse = respond(request, services);
        // Backpressure: a client that does not read its responses can send no more requests.
        if (!stream.write({ validHost: request.host, originalRequest: request, messageResponse })) stream.pause();
        endIfDraining(stream);
      });
      stream.on('drain', () => stream.resume());
    },
  };
  server.addService(v1, reflection);
  server.addService(v1alpha, reflection);
}

/** Closes a stream whose client has the status but never ends its requests (RFC 9113, section 8.1). */
function abandonRequests(stream: Stream): void {
  http2StreamOf(stream)?.close(constants.NGHTTP2_NO_ERROR);
}

function respond({ messageRequest }: ServerReflectionRequest, services: readonly string[]): Response {
  switch (messageRequest?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: services.map((name) => ({ name })) } };
    case 'fileByFilename':
      return describe(messageRequest.value);
    case 'fileContainingSymbol':
      return describe(DESCRIPTOR_SYMBOLS.get(messageRequest.value));
    case 'fileContainingExtension':
    case 'allExtensionNumbersOfType':
      return refuse(status.NOT_FOUND, 'this contract has no extensions');
    case undefined:
      return refuse(status.INVALID_ARGUMENT, 'the request asks for nothing');
  }
}

/** The descriptor of a file and of all that it imports, each once. */
function describe(fileName: string | undefined): Response {
  if (fileName === undefined || !DESCRIPTOR_FILES.has(fileName)) {
    return refuse(status.NOT_FOUND, 'not in this contract');
  }
  const names = new Set([fileName]);
  for (const name of names) DESCRIPTOR_FILES.get(name)?.imports.forEach((imported) => names.add(imported));
  const fileDescriptorProto = [...names].map((name) =>
    Buffer.from(DESCRIPTOR_FILES.get(name)?.descriptor ?? '', 'base64'),
  );
  return { $case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function refuse(errorCode: status, errorMessage: string): Response {
  return { $case: 'errorResponse', value: { errorCode, errorMessage } };
}
