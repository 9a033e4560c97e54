import { Transport, type GrpcOptions } from '@nestjs/microservices';

/**
 * The options of Nest's transport for a backend, of its server and its clients alike.
 *
 * @param name in kebab case, as in base-product
 * @param url its host and port
 */
export function grpcOptions(name: string, url: string): GrpcOptions & { readonly transport: Transport.GRPC } {
  const folder = name.replace('-', '_');
  return {
    transport: Transport.GRPC,
    options: {
      package: `product_gateway.${folder}.v1`,
      protoPath: `product_gateway/${folder}/v1/${folder}.proto`,
      // Without `defaults` what is 0 or empty would be missing from responses.
      loader: { keepCase: false, longs: Number, defaults: true, includeDirs: ['proto'] },
      url,
    },
  };
}
