import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GetReservationResponse, Reservation } from '#contracts';

import { parseProductId } from '#catalog';
import { AppError } from '#errors';
import { Telemetry } from '#telemetry';

import { BackendClients } from '../backends/backend-clients.ts';
import { isReservationId } from '../backends/reservation.contract.ts';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import { HopsResponse } from '../representations/hops.response.ts';
import { prefersHtml } from '../representations/negotiation.ts';
import { reservationJson } from '../representations/reservation.json.ts';
import { reservationPage } from '../representations/reservation.page.ts';
import { NO_STORE, sendTransientJson, sendTransientPage } from '../representations/send-representation.ts';
import { RequestScope } from '../request-scope.ts';
import { isForm, readReservationRequest, RESERVATION_CONTENT } from './reservation-request.ts';
import { withOutcome } from './uncertain-outcome.ts';

/** /product/<id>/reservations, which takes stock, and each reservation below it. */
@Controller('product')
export class ReservationsController {
  constructor(
    private readonly backends: BackendClients,
    private readonly telemetry: Telemetry,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Responds to JSON with 201, and to a form with a redirect, so that a reload of the next page reserves nothing. */
  @Post(':id/reservations')
  @RouteConfig(RESERVATION_CONTENT)
  async reserve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { productId } = parsePath(request.url);
    const wanted = readReservationRequest(request);
    const { scope, hops } = this.#begin(request, reply);
    const reserved = this.backends.reserveStock({ productId, ...wanted }, scope).catch((error: unknown) => {
      throw withOutcome(error, wanted.idempotencyKey);
    });
    const response = await hops.during(reserved);
    const reservation = reservationOf(response);
    reply.header('location', `/product/${productId}/reservations/${reservation.reservationId}`);
    if (isForm(request)) void reply.code(303).headers(NO_STORE).send();
    else
      sendTransientJson(
        reply.code(201),
        reservationJson(reservation, { replayed: response.replayed, hops: hops.requested }),
      );
  }

  @Get(':id/reservations/:reservationId')
  async getReservation(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.header('vary', 'Accept');
    const { productId, reservationId } = parsePath(request.url);
    if (!isReservationId(reservationId)) throw new AppError('reservation-not-found', 'A reservation id is a UUID.');
    const { scope, hops } = this.#begin(request, reply);
    const response = await hops.during(this.backends.getReservation({ productId, reservationId }, scope));
    const reservation = reservationOf(response);
    if (prefersHtml(request)) sendTransientPage(reply, reservationPage(reservation, hops.json));
    else sendTransientJson(reply, reservationJson(reservation, { hops: hops.requested }));
  }

  #begin(request: FastifyRequest, reply: FastifyReply) {
    const scope = RequestScope.ofHttp(request, reply, this.config);
    return { scope, hops: new HopsResponse(request, reply, scope, this.telemetry.instance) };
  }
}

/** The ids of a path. The URL is not decoded, since a percent-encoded id is not canonical. */
function parsePath(url: string): { productId: number; reservationId: string } {
  const [, , id = '', , reservationId = ''] = url.split('?', 1)[0]?.split('/') ?? [];
  return { productId: parseProductId(id), reservationId };
}

/** The reservation of a response, which has been checked against the contract. */
function reservationOf({ reservation }: GetReservationResponse): Reservation {
  if (!reservation) throw new Error('the contract has a response without a reservation');
  return reservation;
}
