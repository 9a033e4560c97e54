import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { DESCRIPTOR_FILES, ServerReflectionService } from '#contracts';
import { START_BACKEND } from '#testbed';

import { byFile, bySymbol, ReflectionClient, type MessageRequest } from './reflection.client.ts';

const { serverReflectionInfo } = ServerReflectionService;
const V1ALPHA = serverReflectionInfo.path.replace('.v1.', '.v1alpha.');

/** Names that every plain object has, and others that no contract has. */
const UNKNOWN_NAMES = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Map.prototype),
  '',
  '.',
  'no.such.Symbol',
  'product_gateway',
  'product_gateway.price.v1.PriceService.toString',
  '../../etc/passwd',
  '\0',
  '𝄞'.repeat(1000),
];

describe('reflection', () => {
  it.each([serverReflectionInfo.path, V1ALPHA])(
    'lists all services, its own and health among them, at %s',
    async (path) => {
      await using price = await START_BACKEND.price();
      using reflection = new ReflectionClient(price);
      const { responses } = await reflection.ask([{ $case: 'listServices', value: '' }], path);
      const names = [
        'product_gateway.price.v1.PriceService',
        'grpc.health.v1.Health',
        'grpc.reflection.v1.ServerReflection',
        'grpc.reflection.v1alpha.ServerReflection',
      ];
      expect(responses).toEqual([
        { $case: 'listServicesResponse', value: { service: names.map((name) => ({ name })) } },
      ]);
      const described = await reflection.ask(names.map(bySymbol), path);
      expect(described.responses.map((response) => response?.$case)).toEqual(names.map(() => 'fileDescriptorResponse'));
    },
  );

  it('responds NOT_FOUND to names that nothing in the contract has, also those of inherited properties', async () => {
    await using price = await START_BACKEND.price();
    using reflection = new ReflectionClient(price);
    const requests = UNKNOWN_NAMES.flatMap((name): MessageRequest[] => [
      bySymbol(name),
      byFile(name),
      { $case: 'allExtensionNumbersOfType', value: name },
      { $case: 'fileContainingExtension', value: { containingType: name, extensionNumber: 1 } },
    ]);
    const { responses, code } = await reflection.ask(requests);
    expect(code).toBe(status.OK);
    expect(responses).toHaveLength(requests.length);
    for (const response of responses) {
      expect(response).toMatchObject({ $case: 'errorResponse', value: { errorCode: status.NOT_FOUND } });
    }
  });

  it.each([
    ['a service', 'product_gateway.price.v1.PriceService'],
    ['a method', 'product_gateway.price.v1.PriceService.GetPrice'],
    ['a message', 'product_gateway.price.v1.GetPriceRequest'],
    ['a field', 'product_gateway.price.v1.GetPriceRequest.product_id'],
    ['a oneof', 'grpc.reflection.v1.ServerReflectionRequest.message_request'],
    ['an enum in a message', 'grpc.health.v1.HealthCheckResponse.ServingStatus'],
    ['a value of an enum', 'grpc.health.v1.HealthCheckResponse.SERVING'],
    ['a message in a message', 'google.rpc.BadRequest.FieldViolation'],
    ['a field of a message in a message', 'google.rpc.BadRequest.FieldViolation.field'],
  ])('finds the file of %s', async (_what, symbol) => {
    await using price = await START_BACKEND.price();
    using reflection = new ReflectionClient(price);
    const { responses } = await reflection.ask([bySymbol(symbol)]);
    expect(responses).toMatchObject([{ $case: 'fileDescriptorResponse' }]);
  });

  it('describes each file of the contract together with all that it imports', async () => {
    await using price = await START_BACKEND.price();
    using reflection = new ReflectionClient(price);
    const names = [...DESCRIPTOR_FILES.keys()];
    expect(names.length).toBeGreaterThan(8);
    const { responses } = await reflection.ask(names.map(byFile));
    for (const [index, name] of names.entries()) {
      const response = responses[index];
      const files = response?.$case === 'fileDescriptorResponse' ? response.value.fileDescriptorProto : [];
      expect(files.length).toBeGreaterThan(DESCRIPTOR_FILES.get(name)?.imports.length ?? 0);
    }
  });

  it('responds INVALID_ARGUMENT to an empty request, and serves the next one', async () => {
    await using price = await START_BACKEND.price();
    using reflection = new ReflectionClient(price);
    const nothing = { $case: undefined } as unknown as MessageRequest;
    const { responses } = await reflection.ask([nothing, bySymbol('grpc.health.v1.Health')]);
    expect(responses).toMatchObject([
      { $case: 'errorResponse', value: { errorCode: status.INVALID_ARGUMENT } },
      { $case: 'fileDescriptorResponse' },
    ]);
  });
});
