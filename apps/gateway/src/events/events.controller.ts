import { status } from '@grpc/grpc-js';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { parseProductId } from '#catalog';
import { AppError } from '#errors';
import { EVENT_STREAM } from '#service-runtime';
import { envoyAttempt, peerIdentity, RequestContext, Telemetry } from '#telemetry';

import { BackendClients } from '../backends/backend-clients.ts';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import { EVENT_STREAM_HEADERS, EventStream } from '../live/event-stream.ts';
import { gatewayEvent, HEARTBEAT, hopEvent, inventoryEvent } from '../representations/inventory.event.ts';
import { RequestScope } from '../request-scope.ts';
import { InventoryViewers } from './inventory-viewers.ts';
import { StockSubscription } from './stock-subscription.ts';

const TOKEN = /^[\x21-\x7e]{0,64}$/;

/** /product/<id>/events, the stock of a product and each change of it, as server-sent events. */
@Controller('product')
export class EventsController {
  constructor(
    private readonly backends: BackendClients,
    private readonly viewers: InventoryViewers,
    private readonly telemetry: Telemetry,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * Responds when inventory has sent the first message or has refused the request, or after INVENTORY_TIMEOUT: where inventory is
   * unavailable the stream begins all the same, since a browser does not open one again that failed.
   */
  @Get(':id/events')
  @RouteConfig(EVENT_STREAM)
  watchInventory(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const productId = productIdOf(request);
    const resumeToken = lastEventIdOf(request);
    const scope = RequestScope.ofHttp(request, reply, this.config);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let stream: EventStream | undefined;
    const leave = this.viewers.admit({ end: () => stream?.end() });
    const begin = () => {
      if (stream || reply.raw.destroyed || reply.sent) return;
      clearTimeout(timer);
      resolve();
      if (request.method === 'HEAD') return void reply.headers(EVENT_STREAM_HEADERS).send();
      reply.hijack();
      stream = new EventStream(reply.raw, reply.getHeaders());
      if (this.config.HOPS) stream.sendNext(this.#gatewayEvent(request));
      if (this.viewers.isDraining) stream.end();
    };
    const timer = setTimeout(begin, this.config.INVENTORY_TIMEOUT);
    const subscription = new StockSubscription(
      (token, listener) => this.backends.watchInventory({ productId, resumeToken: token }, scope, listener),
      resumeToken,
      {
        onOpen: (origin, opened) => {
          begin();
          if (this.config.HOPS) stream?.sendNext(hopEvent('inventory', origin, opened));
        },
        onMessage: (message) => stream?.sendNext(inventoryEvent(message)),
        onWait: () => {
          begin();
          stream?.sendNext(HEARTBEAT);
        },
        onFailure: (code) => {
          reject(failureOf(code, productId));
          stream?.end();
        },
      },
      this.config.INVENTORY_IDLE_TIMEOUT,
    );
    // After a whole response, that of an error as well, and when the client leaves.
    reply.raw.on('close', () => {
      clearTimeout(timer);
      leave();
      subscription.close();
      resolve();
    });
    return promise;
  }

  #gatewayEvent(request: FastifyRequest): string {
    const { header } = RequestContext.of(request);
    return gatewayEvent(this.telemetry.instance, envoyAttempt(header), peerIdentity(header));
  }
}

/** The URL is not decoded, since a percent-encoded id is not canonical. */
function productIdOf({ url }: FastifyRequest): number {
  const [, , id = ''] = url.split('/');
  return parseProductId(id);
}

/** The id of the last event that the client received, which a browser sends when it opens the stream again. */
function lastEventIdOf({ headers }: FastifyRequest): string {
  const id = headers['last-event-id'] ?? '';
  if (typeof id === 'string' && TOKEN.test(id)) return id;
  throw invalidToken();
}

const invalidToken = () =>
  new AppError('invalid-resume-token', 'Last-Event-ID is not the id of an event.', 'resume_token');

function failureOf(code: status, productId: number): AppError {
  if (code === status.NOT_FOUND)
    return new AppError('product-not-found', `There is no product ${productId}.`, 'product_id');
  if (code === status.INVALID_ARGUMENT) return invalidToken();
  return new AppError('backend-failed', 'The inventory service failed.', undefined, { cause: status[code] });
}
