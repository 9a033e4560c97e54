import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { Server as HttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ServiceDefinition } from '@grpc/grpc-js';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';

import type { ServiceName } from '#configuration';
import type { ProblemPage } from '#errors';
import { FaultPlan } from '#faults';
import { GrpcTransport, addHealthService, Readiness, addReflectionService, serviceName } from '#grpc';
import { RequestLimits } from '#limits';
import { AttemptCounter, HopWriter, instanceOf, finishLog, nestLogger, type Logger, Telemetry } from '#telemetry';

import { ErrorFilter } from './error.filter.ts';
import { drainHttp } from './http/drain-http.ts';
import { createHttpAdapter } from './http/http-server.ts';
import { resolveListenAddress } from './listen-address.ts';
import { RuntimeModule } from './runtime.module.ts';
import type { ServiceConfig } from './service.settings.ts';

/** Time limit for a slow reader to take the rest of the log after the service has stopped. */
const LOG_TIMEOUT_MS = 1000;

export interface ServiceOptions {
  readonly name: ServiceName;
  readonly config: ServiceConfig;
  /** The application's own module, with its controllers. */
  readonly module: DynamicModule;
  /** The gRPC services that its controllers implement. */
  readonly grpc: readonly ServiceDefinition[];
  /** Whether its requests call other services. */
  readonly callsBackends?: boolean;
  /** Pages for browsers in place of problem documents. */
  readonly problemPage?: ProblemPage;
}

/** A service with its HTTP and its gRPC server: started once, stopped once. */
export class Service {
  private constructor(
    private readonly app: INestApplication<HttpServer>,
    private readonly transport: GrpcTransport,
    private readonly readiness: Readiness,
    private readonly config: ServiceConfig,
    private readonly address: string,
    private readonly telemetry: Telemetry,
  ) {}

  static async create({
    name,
    config,
    module,
    grpc,
    callsBackends = false,
    problemPage,
  }: ServiceOptions): Promise<Service> {
    const instance = instanceOf(name, config);
    const telemetry = await Telemetry.start(instance, config);
    const { logger } = telemetry;
    const readiness = new Readiness();
    const address = await resolveListenAddress(config.LISTEN_ADDRESS);
    const limits = new RequestLimits(config, telemetry, callsBackends);
    const app = await NestFactory.create<INestApplication<HttpServer>>(
      RuntimeModule.around(module, readiness, telemetry),
      createHttpAdapter(readiness, telemetry, config, limits, problemPage),
      { logger: nestLogger(logger), abortOnError: false, bodyParser: false },
    );
    app.useGlobalFilters(new ErrorFilter(logger, problemPage));
    const transport = new GrpcTransport({
      address,
      port: config.GRPC_PORT,
      limits,
      maxConnections: config.MAX_CONNECTIONS,
      maxConcurrentStreams: config.MAX_CONCURRENT_STREAMS,
      maxConnectionAgeMs: config.MAX_CONNECTION_AGE,
      maxConnectionAgeGraceMs: config.DRAIN_TIMEOUT,
      services: grpc,
      parts: {
        telemetry,
        attempts: new AttemptCounter(),
        hops: config.HOPS ? new HopWriter(instance) : undefined,
        faults: config.FAULTS ? new FaultPlan(instance, config.FAULT_SEED, config.FAULT_RULES) : undefined,
      },
    });
    limits.connections.limit(app.getHttpServer(), 'http', config.MAX_CONNECTIONS);
    const serviceNames = grpc.map(serviceName);
    addHealthService(transport.server, serviceNames, readiness);
    addReflectionService(transport.server, serviceNames, readiness);
    app.connectMicroservice({ strategy: transport }, { inheritAppConfig: true });
    return new Service(app, transport, readiness, config, address, telemetry);
  }

  /** Listens on both ports, then reports ready. */
  async start(): Promise<void> {
    await this.app.listen(this.config.HTTP_PORT, this.address);
    await this.app.startAllMicroservices();
    this.readiness.markReady();
    const startMs = Math.round(performance.now());
    this.telemetry.logger.info({ httpPort: this.httpPort, grpcPort: this.grpcPort, startMs }, 'ready');
  }

  get httpPort(): number {
    return (this.app.getHttpServer().address() as AddressInfo).port;
  }

  get grpcPort(): number {
    return this.transport.port;
  }

  get logger(): Logger {
    return this.telemetry.logger;
  }

  /** A provider of the application, for tests. */
  get<T>(token: Type<T>): T {
    return this.app.get(token, { strict: false });
  }

  /**
   * Stops without losing a request: reports not ready, sends traffic elsewhere for DRAIN_DELAY, still accepting, then lets
   * both protocols finish what is in flight, together, for DRAIN_TIMEOUT at most. Channels to backends close last.
   */
  async stop(): Promise<void> {
    const { DRAIN_DELAY, DRAIN_TIMEOUT } = this.config;
    const server = this.app.getHttpServer();
    this.readiness.markDraining();
    this.telemetry.logger.info('draining');
    if (DRAIN_DELAY > 0) {
      this.transport.sendGoaway();
      await sleep(DRAIN_DELAY);
    }
    const timeout = new AbortController();
    const drained = Promise.all([drainHttp(server), this.transport.drain()]).then(() => true);
    const expired = sleep(DRAIN_TIMEOUT, false, { signal: timeout.signal }).catch(() => false);
    if (!(await Promise.race([drained, expired]))) {
      this.telemetry.logger.warn('requests were still in flight after DRAIN_TIMEOUT and are cut');
      server.closeAllConnections();
    }
    timeout.abort();
    await this.app.close();
    await this.telemetry.tracing?.shutdown();
    this.telemetry.logger.info('stopped');
    await finishLog(LOG_TIMEOUT_MS);
  }
}
