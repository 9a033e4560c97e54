import { status, type Server } from '@grpc/grpc-js';
import {
  DESCRIPTOR_FILES,
  DESCRIPTOR_SYMBOLS,
  ServerReflectionService,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  type ServerReflectionServer,
} from '#contracts';

import type { Readiness } from './readiness.ts';

type Answer = NonNullable<ServerReflectionResponse['messageResponse']>;

/** Serves gRPC reflection, v1 and the older v1alpha that many tools still ask for, for the given services. */
export function addReflectionService(server: Server, serviceNames: readonly string[], readiness: Readiness): void {
  const reflection: ServerReflectionServer = {
    serverReflectionInfo(call) {
      const end = () => call.end();
      // An open stream would hold up the drain.
      readiness.once('change', end);
      call.on('cancelled', () => readiness.off('change', end));
      call.on('end', end);
      call.on('data', (request: ServerReflectionRequest) =>
        call.write({
          validHost: request.host,
          originalRequest: request,
          messageResponse: answer(request, serviceNames),
        }),
      );
    },
  };
  server.addService(ServerReflectionService, reflection);
  const { serverReflectionInfo } = ServerReflectionService;
  const path = serverReflectionInfo.path.replace('.v1.', '.v1alpha.');
  server.addService({ serverReflectionInfo: { ...serverReflectionInfo, path } }, reflection);
}

function answer({ messageRequest }: ServerReflectionRequest, serviceNames: readonly string[]): Answer {
  switch (messageRequest?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: serviceNames.map((name) => ({ name })) } };
    case 'fileByFilename':
      return describe(messageRequest.value);
    case 'fileContainingSymbol':
      return describe(DESCRIPTOR_SYMBOLS[messageRequest.value]);
    case 'fileContainingExtension':
    case 'allExtensionNumbersOfType':
      return refuse(status.NOT_FOUND, 'this contract has no extensions');
    case undefined:
      return refuse(status.INVALID_ARGUMENT, 'the request asks for nothing');
  }
}

/** The descriptor of a file and of all that it imports, each once. */
function describe(fileName: string | undefined): Answer {
  if (fileName === undefined || !DESCRIPTOR_FILES[fileName]) return refuse(status.NOT_FOUND, 'not in this contract');
  const names = new Set([fileName]);
  for (const name of names) DESCRIPTOR_FILES[name]?.imports.forEach((imported) => names.add(imported));
  const fileDescriptorProto = [...names].map((name) => Buffer.from(DESCRIPTOR_FILES[name]?.descriptor ?? '', 'base64'));
  return { $case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function refuse(errorCode: status, errorMessage: string): Answer {
  return { $case: 'errorResponse', value: { errorCode, errorMessage } };
}
