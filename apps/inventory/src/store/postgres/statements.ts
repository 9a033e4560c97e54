import type { Statement } from './connection-pool.ts';

/** The channel of NOTIFY, whose payload is the id of a product. */
export const CHANGES_CHANNEL = 'product_gateway_stock_changes';

const RESERVATION = `reservation_id AS "reservationId", product_id AS "productId", option_id AS "optionId", quantity, remaining`;

/** $1 product. At least one row, since the epoch has one. */
export const STOCK: Statement = {
  name: 'stock',
  text: `SELECT e.epoch, p.version, o.option_id AS "optionId", o.quantity
    FROM stock_epoch e
    LEFT JOIN product_stock p ON p.product_id = $1
    LEFT JOIN option_stock o ON o.product_id = p.product_id`,
};

/**
 * $1 product, $2 option, $3 quantity, $4 what is left of the initial quantity, $5 reservation, $6 key. No row if fewer pieces are
 * left; then nothing has changed. The locks of the rows are held until the commit, so that versions are committed in order. They
 * are taken in the order option, product, key by all calls, so that none waits in a circle. The commit sends the notification.
 */
export const RESERVE: Statement = {
  name: 'reserve',
  text: `WITH taken AS (
      INSERT INTO option_stock AS o (product_id, option_id, quantity) VALUES ($1, $2, $4)
      ON CONFLICT (product_id, option_id) DO UPDATE SET quantity = o.quantity - $3 WHERE o.quantity >= $3
      RETURNING quantity
    ), changed AS (
      INSERT INTO product_stock AS p (product_id, version) SELECT $1, 1 FROM taken
      ON CONFLICT (product_id) DO UPDATE SET version = p.version + 1
      RETURNING version
    )
    INSERT INTO reservation (product_id, version, reservation_id, option_id, quantity, remaining, idempotency_key)
    SELECT $1, changed.version, $5, $2, $3, taken.quantity, $6 FROM taken, changed
    RETURNING ${RESERVATION}, pg_notify('${CHANGES_CHANNEL}', product_id::text)`,
};

/** $1 key */
export const RESERVATION_BY_KEY: Statement = {
  name: 'reservation-by-key',
  text: `SELECT ${RESERVATION} FROM reservation WHERE idempotency_key = $1`,
};

/** $1 product, $2 reservation */
export const RESERVATION_BY_ID: Statement = {
  name: 'reservation-by-id',
  text: `SELECT ${RESERVATION} FROM reservation WHERE product_id = $1 AND reservation_id = $2`,
};

/** $1 product, $2 version, $3 limit. At least one row, without a change if there is none. */
export const CHANGES: Statement = {
  name: 'changes',
  text: `SELECT e.epoch, p.version AS current, r.version, r.option_id AS "optionId", r.remaining AS quantity
    FROM stock_epoch e
    LEFT JOIN product_stock p ON p.product_id = $1
    LEFT JOIN LATERAL (
      SELECT version, option_id, remaining FROM reservation
      WHERE product_id = $1 AND version > $2 ORDER BY version LIMIT $3
    ) r ON true
    ORDER BY r.version`,
};
