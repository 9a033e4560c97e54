import 'reflect-metadata';

import { PARAM_ARGS_METADATA, PATTERN_METADATA } from '@nestjs/microservices/constants.js';

/**
 * Makes Nest call a controller's RPC methods with the arguments of the transport: the request, its metadata, the call. By default
 * Nest passes each argument through its pipes, of which there are none here, by several promises for each RPC (nestjs/nest
 * rpc-context-creator). It goes above the decorator that makes the methods RPCs. It depends on PARAM_ARGS_METADATA and
 * PATTERN_METADATA of @nestjs/microservices/constants.js.
 */
export const SkipPipes = (): ClassDecorator => (controller) => {
  const { prototype } = controller as unknown as { prototype: Record<string, object> };
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const isRpc = Reflect.hasMetadata(PATTERN_METADATA, prototype[name] ?? {});
    if (isRpc) Reflect.defineMetadata(PARAM_ARGS_METADATA, {}, controller, name);
  }
};
