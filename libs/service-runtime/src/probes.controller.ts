import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readiness } from '#grpc';

/** The probes of every service, in the form of Kubernetes' own components. */
@Controller()
export class ProbesController {
  constructor(private readonly readiness: Readiness) {}

  /** 200 if the event loop runs. It checks no backend, so that a failing backend does not restart its clients. */
  @Get('livez')
  @Header('cache-control', 'no-store')
  livez(): string {
    return 'ok';
  }

  /** 200 while this instance is ready, 503 before and after. */
  @Get('readyz')
  readyz(@Res() reply: FastifyReply): void {
    const { state } = this.readiness;
    void reply
      .code(state === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(state === 'ready' ? 'ok' : state);
  }
}
