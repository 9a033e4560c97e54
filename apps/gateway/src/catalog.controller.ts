import { Controller, Get, Inject, Redirect, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { readPageToken } from '#catalog';
import { AppError } from '#errors';
import { Telemetry } from '#telemetry';

import { sendJson, sendPage } from './representations/send-representation.ts';
import { BackendClients } from './backends/backend-clients.ts';
import { catalogJson } from './representations/catalog.json.ts';
import { catalogPage } from './representations/catalog.page.ts';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.ts';
import { prefersHtml } from './representations/negotiation.ts';
import { RequestScope } from './request-scope.ts';
import { serverTiming } from './representations/hops.server-timing.ts';

/** /product, the list of all products, and /, which redirects there. */
@Controller()
export class CatalogController {
  constructor(
    private readonly backends: BackendClients,
    private readonly telemetry: Telemetry,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get()
  @Redirect('/product', 302)
  root(): void {}

  @Get('product')
  async listProducts(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.header('vary', 'Accept');
    const { pageSize, pageToken } = parsePage(request.query as Query);
    const scope = RequestScope.ofHttp(request, reply, this.config);
    const list = await this.backends
      .listBaseProducts({ pageSize, pageToken }, scope)
      .finally(
        () => void reply.header('server-timing', serverTiming(this.telemetry.instance, reply.elapsedTime, scope.hops)),
      );
    const page = { ...list, pageSize, isFirst: pageToken === '' };
    if (prefersHtml(request)) sendPage(reply, catalogPage(page));
    else sendJson(request, reply, catalogJson(page));
  }
}

type Query = Readonly<Record<string, string | string[] | undefined>>;

function parsePage({ pageSize = '0', pageToken = '' }: Query): { pageSize: number; pageToken: string } {
  if (typeof pageSize !== 'string' || !/^\d{1,9}$/.test(pageSize)) {
    throw new AppError('invalid-page', 'pageSize is a whole number, 0 or more.', 'pageSize');
  }
  if (typeof pageToken !== 'string') {
    throw new AppError('invalid-page', 'pageToken can be given once.', 'pageToken');
  }
  readPageToken(pageToken);
  return { pageSize: Number(pageSize), pageToken };
}
