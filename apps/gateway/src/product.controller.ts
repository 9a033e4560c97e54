import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { parseProductId } from '#catalog';
import { pathNotFound } from '#errors';
import { Telemetry } from '#telemetry';

import { sendJson, sendTransientJson, sendTransientPage } from './representations/send-representation.ts';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.ts';
import { HopsResponse } from './representations/hops.response.ts';
import { prefersHtml } from './representations/negotiation.ts';
import { productJson } from './representations/product.json.ts';
import { productPage } from './representations/product.page.ts';
import { ProductService } from './product.service.ts';
import { RequestScope } from './request-scope.ts';

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
    const productId = parseProductId(id);
    const scope = RequestScope.ofHttp(request, reply, this.config);
    const hops = new HopsResponse(request, reply, scope, this.telemetry.instance);
    const product = await hops.during(this.products.getProduct(productId, scope));

    const { requested } = hops;
    // A page has idempotency keys of its own.
    if (html) sendTransientPage(reply, productPage(product, hops.json));
    else if (requested) sendTransientJson(reply, productJson(product, requested));
    else if (product.degraded.length > 0) sendTransientJson(reply, productJson(product));
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
