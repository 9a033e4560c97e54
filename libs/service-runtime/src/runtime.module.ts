import { Module, type DynamicModule } from '@nestjs/common';

import { Readiness } from '#grpc';
import { Telemetry } from '#telemetry';

import { ProbesController } from './probes.controller.ts';
import { MetricsController } from './metrics.controller.ts';

/** What the runtime offers to every application module. */
@Module({})
export class RuntimeModule {
  /** The root module: the application's own, and the runtime around it. */
  static around(module: DynamicModule, readiness: Readiness, telemetry: Telemetry): DynamicModule {
    return {
      module: RuntimeModule,
      global: true,
      imports: [module],
      controllers: [ProbesController, MetricsController],
      providers: [
        { provide: Readiness, useValue: readiness },
        { provide: Telemetry, useValue: telemetry },
      ],
      exports: [Telemetry],
    };
  }
}
