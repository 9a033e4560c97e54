import { Controller, Get, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { parseProductId } from '#catalog';
import { EVENT_STREAM } from '#service-runtime';
import { Telemetry } from '#telemetry';

import { liveJson, type LiveView } from '../representations/live.json.ts';
import { LIVE_PAGE_HEADERS, livePage } from '../representations/live.page.ts';
import { liveEvent } from '../representations/live.event.ts';
import { prefersHtml } from '../representations/negotiation.ts';
import { sendTransientJson, sendTransientPage } from '../representations/send-representation.ts';
import { EVENT_STREAM_HEADERS, EventStream } from './event-stream.ts';
import type { Sampler } from './sampler.ts';
import { Samplers } from './samplers.ts';
import { LiveViewers } from './live-viewers.ts';

/** /product/<id>/live, what became of a product in the last minute, and the events that update its page. */
@Controller('product')
export class LiveController {
  constructor(
    private readonly samplers: Samplers,
    private readonly viewers: LiveViewers,
    private readonly telemetry: Telemetry,
  ) {}

  @Get(':id/live')
  async getLive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.header('vary', 'Accept');
    const productId = productIdOf(request);
    const view = this.#viewOf(productId, await this.samplers.of(productId));
    if (prefersHtml(request)) sendTransientPage(reply, livePage(view), LIVE_PAGE_HEADERS);
    else sendTransientJson(reply, liveJson(view));
  }

  @Get(':id/live/events')
  @RouteConfig(EVENT_STREAM)
  async watchLive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const productId = productIdOf(request);
    if (request.method === 'HEAD') {
      await this.samplers.of(productId);
      return void reply.headers(EVENT_STREAM_HEADERS).send();
    }
    let stream: EventStream | undefined;
    const leave = this.viewers.admit({ end: () => stream?.end() });
    let unwatch = () => {};
    // After a whole response, that of an error as well, and when the client leaves.
    reply.raw.on('close', () => {
      leave();
      unwatch();
    });
    const sampler = await this.samplers.of(productId, (watched) => {
      unwatch = watched.watch(() => stream?.send(liveEvent(this.#viewOf(productId, watched))));
    });
    reply.hijack();
    stream = new EventStream(reply.raw, reply.getHeaders());
    stream.send(liveEvent(this.#viewOf(productId, sampler)));
    if (this.viewers.isDraining) stream.end();
  }

  #viewOf(productId: number, { minute }: Sampler): LiveView {
    return { productId, gateway: this.telemetry.instance, minute };
  }
}

/** The URL is not decoded, since a percent-encoded id is not canonical. */
function productIdOf({ url }: FastifyRequest): number {
  const [, , id = ''] = url.split('/');
  return parseProductId(id);
}
