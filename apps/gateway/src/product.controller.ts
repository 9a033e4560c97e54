import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { parseProductId } from '#catalog';
import { AppError, pathNotFound } from '#errors';
import { RequestContext, Telemetry } from '#telemetry';

import { sendJson, sendPage, sendTransientJson } from './representations/send-representation.ts';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.ts';
import { hopsJson } from './representations/hops.json.ts';
import { prefersHtml } from './representations/negotiation.ts';
import { productJson } from './representations/product.json.ts';
import { productPage } from './representations/product.page.ts';
import { ProductService } from './product.service.ts';
import { RequestScope } from './request-scope.ts';
import { serverTiming } from './representations/hops.server-timing.ts';

/** /product/<id>, /product/<id>.json and /product/<id>.html; any other text after /product/ is a bad id. */
@Controller('product')
export class ProductController {
  constructor(
    private readonly products: ProductService,
    private readonly telemetry: Telemetry,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get('*')
  async getProduct(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, format } = parseResource(request.url);
    if (!format) reply.header('vary', 'Accept');
    const html = format ? format === 'html' : prefersHtml(request);
    const withHops = wantsHops(request);
    const productId = parseProductId(id);
    const scope = RequestScope.ofHttp(request, reply, this.config);
    const { instance } = this.telemetry;
    const hops = () => hopsJson(instance, RequestContext.of(request), scope.hops);

    const product = await this.products
      .getProduct(productId, scope)
      .catch((error: unknown) => {
        throw withHops && error instanceof AppError ? error.extendedBy(hops()) : error;
      })
      .finally(() => void reply.header('server-timing', serverTiming(instance, reply.elapsedTime, scope.hops)));

    const degraded = product.degraded.length > 0;
    if (html) sendPage(reply, productPage(product, hops()), { degraded });
    else if (withHops) sendTransientJson(reply, productJson(product, hops()));
    else if (degraded) sendTransientJson(reply, productJson(product));
    else sendJson(request, reply, productJson(product));
  }
}

/** Splits the id from the format. The URL is not decoded, since a percent-encoded id is not canonical. */
function parseResource(url: string): { id: string; format: 'html' | 'json' | undefined } {
  const resource = url.split('?', 1)[0]?.slice('/product/'.length) ?? '';
  if (resource.includes('/')) throw pathNotFound();
  for (const format of ['html', 'json'] as const) {
    if (resource.endsWith(`.${format}`)) return { id: resource.slice(0, -(format.length + 1)), format };
  }
  return { id: resource, format: undefined };
}

function wantsHops({ query }: FastifyRequest): boolean {
  const { view } = query as { view?: string | string[] };
  if (view !== undefined && view !== 'hops') throw new AppError('invalid-view', 'view can be hops, and nothing else.');
  return view === 'hops';
}
