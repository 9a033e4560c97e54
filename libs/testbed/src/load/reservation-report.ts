import { textTable } from '#markdown';

/** How the reservations of a run went. */
export interface ReservationReport {
  /** Reservations that the run wanted, each of one piece and with an idempotency key of its own. */
  readonly wanted: number;
  /** How many responses had each HTTP status, those to repeated requests included. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Error codes of connections, and how often each occurred. */
  readonly connectionErrors: Readonly<Record<string, number>>;
  /** Requests that were sent again with their key, since the outcome of the one before was uncertain. */
  readonly repeated: number;
  /** Responses which say that an earlier request with the same key had made the reservation. */
  readonly replayed: number;
  /** Pieces that were reserved, by the responses. */
  readonly acknowledged: number;
  /** Reservations whose outcome was still uncertain after all repetitions. */
  readonly uncertain: number;
  /** Pieces that have left the stock, by the products before and after; null if the run was interrupted. */
  readonly leftStock: number | null;
}

/** Whether every piece that left the stock was acknowledged, and every acknowledged one has left it. */
export const addsUp = ({ acknowledged, uncertain, leftStock }: ReservationReport): boolean =>
  uncertain === 0 && acknowledged === leftStock;

/** Whether any request got no response, or one of a server's error. */
export const hasFailures = ({ statuses, connectionErrors }: ReservationReport): boolean =>
  Object.keys(connectionErrors).length > 0 || Object.keys(statuses).some((status) => Number(status) >= 500);

/** The report for a person to read. */
export function reservationText(report: ReservationReport): string {
  const { wanted, statuses, connectionErrors, repeated, replayed, acknowledged, uncertain, leftStock } = report;
  const stock = leftStock === null ? 'the stock was not read' : `${leftStock} left the stock`;
  const result = leftStock === null ? '' : addsUp(report) ? ', which adds up' : ', WHICH DOES NOT ADD UP';
  return [
    `${wanted} reservations of one piece, each with a key of its own`,
    textTable([
      ['reservations', 'responses'],
      ...Object.entries({ ...statuses, ...connectionErrors }).map(([outcome, count]) => [outcome, `${count}`]),
    ]),
    `${repeated} requests repeated, ${replayed} responses replayed, ${uncertain} reservations uncertain\n` +
      `${acknowledged} pieces acknowledged, ${stock}${result}`,
  ].join('\n\n');
}
