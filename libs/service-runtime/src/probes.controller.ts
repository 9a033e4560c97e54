import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readiness } from '#grpc';

/** The probes of every service, in the form that Kubernetes's own components have. */
@Controller()
export class ProbesController {
  constructor(private readonly readiness: Readiness) {}

  /** The process turns its event loop; nothing else is asked, so that a sick backend restarts nobody. */
  @Get('livez')
  @Header('cache-control', 'no-store')
  livez(): string {
    return 'ok';
  }

  /** 200 while this instance wants traffic, 503 before and after. */
  @Get('readyz')
  readyz(@Res() reply: FastifyReply): void {
    const { state } = this.readiness;
    void reply
      .code(state === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(state === 'ready' ? 'ok' : state);
  }
}
