import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseProductId, pathNotFound } from '#service-runtime';

import { sendDegradedJson, sendJson, sendPage } from './answer.ts';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.ts';
import { prefersHtml } from './negotiation.ts';
import { productJson } from './product.json.ts';
import { productPage } from './product.page.ts';
import { ProductService } from './product.service.ts';
import { RequestScope } from './request-scope.ts';

/** /product/<id>, /product/<id>.json and /product/<id>.html; whatever else follows /product/ is a bad id. */
@Controller('product')
export class ProductController {
  constructor(
    private readonly products: ProductService,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get('*')
  async getProduct(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, format } = parseResource(request.url);
    if (!format) reply.header('vary', 'Accept');
    const html = format ? format === 'html' : prefersHtml(request);
    const scope = RequestScope.ofHttp(reply, this.config.REQUEST_TIMEOUT);
    const product = await this.products.getProduct(parseProductId(id), scope);
    const degraded = product.degraded.length > 0;
    if (html) sendPage(reply, productPage(product), { degraded });
    else if (degraded) sendDegradedJson(reply, productJson(product));
    else sendJson(request, reply, productJson(product));
  }
}

/** Takes what follows /product/ apart as it stands in the URL, since a percent-encoded id is not canonical. */
function parseResource(url: string): { id: string; format: 'html' | 'json' | undefined } {
  const resource = url.split('?', 1)[0]?.slice('/product/'.length) ?? '';
  if (resource.includes('/')) throw pathNotFound();
  for (const format of ['html', 'json'] as const) {
    if (resource.endsWith(`.${format}`)) return { id: resource.slice(0, -(format.length + 1)), format };
  }
  return { id: resource, format: undefined };
}
