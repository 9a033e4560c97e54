import 'reflect-metadata';

import { PARAM_ARGS_METADATA, PATTERN_METADATA } from '@nestjs/microservices/constants.js';

/**
 * Has Nest call a controller's RPC methods with what the transport gives: the request, its metadata, the call. Otherwise it
 * takes them apart and puts each through its pipes, of which there are none here: four promises for every RPC. It goes
 * above the decorator that makes the methods RPCs.
 */
export const SkipPipes = (): ClassDecorator => (controller) => {
  const { prototype } = controller as unknown as { prototype: Record<string, object> };
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const isRpc = Reflect.hasMetadata(PATTERN_METADATA, prototype[name] ?? {});
    if (isRpc) Reflect.defineMetadata(PARAM_ARGS_METADATA, {}, controller, name);
  }
};
