import { Module, type DynamicModule } from '@nestjs/common';

import type { Logger } from './logger.ts';
import { ProbesController } from './probes.controller.ts';
import { Readiness } from './readiness.ts';

/** Injects the service's logger. */
export const LOGGER = Symbol('logger');

/** What the runtime offers to every application module. */
@Module({})
export class RuntimeModule {
  /** The root module: the application's own, and the runtime around it. */
  static around(module: DynamicModule, readiness: Readiness, logger: Logger): DynamicModule {
    return {
      module: RuntimeModule,
      global: true,
      imports: [module],
      controllers: [ProbesController],
      providers: [
        { provide: Readiness, useValue: readiness },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [LOGGER],
    };
  }
}
