import type { Reservation } from '#contracts';

import type { HopsJson } from './hops.json.ts';

/**
 * The JSON of a reservation.
 *
 * @param more `replayed` in the response to a POST, and what the hops view adds, at the end
 */
export const reservationJson = (
  { reservationId, productId, optionId, quantity, remaining }: Reservation,
  more: { readonly replayed?: boolean; readonly hops?: HopsJson | undefined },
): string =>
  JSON.stringify({
    reservationId,
    productId,
    optionId,
    quantity,
    remaining,
    replayed: more.replayed,
    ...more.hops,
  });
