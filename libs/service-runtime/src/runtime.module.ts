import { Module, type DynamicModule } from '@nestjs/common';

import { Readiness } from '#grpc';
import { Telemetry } from '#telemetry';

import { ProbesController } from './probes.controller.ts';
import { MetricsController } from './metrics.controller.ts';

/** The providers and controllers that every application has. */
@Module({})
export class RuntimeModule {
  /** The root module, which imports the application's own. */
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
      exports: [Readiness, Telemetry],
    };
  }
}
