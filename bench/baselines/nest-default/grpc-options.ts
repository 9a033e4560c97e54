import { Transport, type GrpcOptions } from '@nestjs/microservices';

/**
 * A backend as Nest's transport is told of it, to serve and to ask it alike.
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
      // Without `defaults` what is 0 or empty would be missing from answers.
      loader: { keepCase: false, longs: Number, defaults: true, includeDirs: ['proto'] },
      url,
    },
  };
}
