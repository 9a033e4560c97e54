import {
  InventoryServiceService,
  type GetReservationRequest,
  type GetReservationResponse,
  type Reservation,
  type ReserveStockRequest,
  type ReserveStockResponse,
} from '#contracts';

import { idBreach, rangeBreach, type CheckedMethod } from './contract-rules.ts';

/** The most pieces that one reservation takes. */
export const MAX_RESERVED_QUANTITY = 1000;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether a text can be the id of a reservation. */
export const isReservationId = (text: string): boolean => UUID.test(text);

export const reserveStock: CheckedMethod<ReserveStockRequest, ReserveStockResponse> = {
  definition: InventoryServiceService.reserveStock,
  breach: reserveStockBreach,
  reasons: [
    'invalid-reservation',
    'option-not-found',
    'out-of-stock',
    'reservation-in-progress',
    'idempotency-key-reused',
    'store-unavailable',
  ],
};

export const getReservation: CheckedMethod<GetReservationRequest, GetReservationResponse> = {
  definition: InventoryServiceService.getReservation,
  breach: getReservationBreach,
  reasons: ['reservation-not-found', 'store-unavailable'],
};

/** proto/product_gateway/inventory/v1/inventory.proto */
function reserveStockBreach(
  { reservation }: ReserveStockResponse,
  { productId, optionId, quantity }: ReserveStockRequest,
): string | undefined {
  if (!reservation) return 'reservation is absent';
  return (
    idBreach(reservation.optionId, optionId, 'option_id') ??
    idBreach(reservation.quantity, quantity, 'quantity') ??
    reservationBreach(reservation, productId)
  );
}

function getReservationBreach(
  { reservation }: GetReservationResponse,
  { productId, reservationId }: GetReservationRequest,
): string | undefined {
  if (!reservation) return 'reservation is absent';
  if (reservation.reservationId !== reservationId) return 'reservation_id is not the requested one';
  return reservationBreach(reservation, productId);
}

const reservationBreach = (
  { reservationId, productId, optionId, quantity, remaining }: Reservation,
  requestedProductId: number,
): string | undefined =>
  (isReservationId(reservationId) ? undefined : 'reservation_id is not a UUID') ??
  idBreach(productId, requestedProductId, 'product_id') ??
  rangeBreach(optionId, 1, Number.MAX_SAFE_INTEGER, 'option_id') ??
  rangeBreach(quantity, 1, MAX_RESERVED_QUANTITY, 'quantity') ??
  rangeBreach(remaining, 0, Number.MAX_SAFE_INTEGER, 'remaining');
