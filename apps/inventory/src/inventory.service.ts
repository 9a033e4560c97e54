import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Inventory, Reservation, ReserveStockRequest, ReserveStockResponse } from '#contracts';

import { checkProductId } from '#catalog';
import { AppError, toAppError, type ErrorCode } from '#errors';
import { Telemetry } from '#telemetry';

import { InventoryCatalog } from './inventory.catalog.ts';
import { checkReservationRequest } from './reservation-request.ts';
import { STOCK_STORE, type StockStore } from './store/stock-store.ts';

/** The stock of products: the quantities of the catalogue, less what is reserved. */
@Injectable()
export class InventoryService implements OnApplicationShutdown {
  constructor(
    private readonly catalog: InventoryCatalog,
    @Inject(STOCK_STORE) private readonly store: StockStore,
    private readonly telemetry: Telemetry,
  ) {}

  /**
   * A product's stock, whose total is the sum over its options.
   *
   * @throws AppError invalid-product-id, product-not-found, store-unavailable
   */
  async getInventory(productId: number): Promise<Inventory> {
    const { quantities } = await this.store.getStock(productId, this.catalog.get(productId));
    return toInventory(productId, quantities);
  }

  /**
   * Takes pieces of one option out of stock.
   *
   * @throws AppError invalid-product-id, invalid-reservation, product-not-found, option-not-found, and the errors of the store
   */
  async reserveStock(request: ReserveStockRequest): Promise<Required<ReserveStockResponse>> {
    try {
      const { productId, optionId } = checkReservationRequest(request);
      const initial = this.catalog.get(productId);
      if (optionId > initial.length) {
        throw new AppError('option-not-found', `Product ${productId} has no option ${optionId}.`, 'option_id');
      }
      const response = await this.store.reserve(request, initial);
      this.#count(response.replayed ? 'replayed' : 'reserved');
      return response;
    } catch (error) {
      this.#count(toAppError(error).code);
      throw error;
    }
  }

  /** @throws AppError invalid-product-id, reservation-not-found, store-unavailable */
  async getReservation(productId: number, reservationId: string): Promise<Reservation> {
    const reservation = await this.store.getReservation(checkProductId(productId), reservationId);
    if (reservation) return reservation;
    throw new AppError('reservation-not-found', `Product ${productId} has no such reservation.`, 'reservation_id');
  }

  #count(result: 'reserved' | 'replayed' | ErrorCode): void {
    this.telemetry.metrics?.reservations.inc({ result });
  }

  /** Nest calls it after both servers have been closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.store[Symbol.asyncDispose]();
  }
}

/** The message of the contract for the quantities of a product's options. */
export const toInventory = (productId: number, quantities: readonly number[]): Inventory => ({
  productId,
  total: quantities.reduce((sum, quantity) => sum + quantity, 0),
  options: quantities.map((quantity, index) => ({ optionId: index + 1, quantity })),
});
