import type { Reservation } from '#contracts';

import reservationView from '../views/reservation.hbs';
import { callGraph } from './hops.page.ts';
import type { HopsJson } from './hops.json.ts';
import { renderPage } from './layout.page.ts';

/** The page that confirms a reservation, with the calls to backends that it took. */
export const reservationPage = (
  { reservationId, productId, optionId, quantity, remaining }: Reservation,
  hops: HopsJson,
): string =>
  renderPage(reservationView, {
    title: 'Reserved',
    reservationId,
    productId,
    optionId,
    quantity,
    remaining,
    callGraph: callGraph(hops),
  });
