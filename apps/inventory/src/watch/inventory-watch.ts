import { Inject, Injectable } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { WatchInventoryRequest, WatchInventoryResponse } from '#contracts';

import { InventoryCatalog } from '../inventory.catalog.ts';
import { INVENTORY_CONFIG, type InventoryConfig } from '../inventory.config.ts';
import { toInventory } from '../inventory.service.ts';
import { STOCK_STORE, type StockStore } from '../store/stock-store.ts';
import { ProductChanges } from './product-changes.ts';
import { parseResumeToken } from './resume-token.ts';
import { StockStream, type Outlet } from './stock-stream.ts';

/** The streams of WatchInventory. */
@Injectable()
export class InventoryWatch {
  /** By product id, while it is watched. */
  readonly #changes = new Map<number, ProductChanges>();

  constructor(
    private readonly catalog: InventoryCatalog,
    @Inject(STOCK_STORE) private readonly store: StockStore,
    @Inject(INVENTORY_CONFIG) private readonly config: InventoryConfig,
  ) {}

  /**
   * A product's stock, or the changes since a resume token; then each change, in order and each once, and a heartbeat while
   * nothing changes.
   *
   * @param outlet the stream to which the messages are written
   * @throws AppError invalid-product-id, product-not-found, invalid-resume-token
   */
  watch({ productId, resumeToken }: WatchInventoryRequest, outlet: Outlet): Observable<WatchInventoryResponse> {
    const initial = this.catalog.get(productId);
    const position = parseResumeToken(resumeToken);
    const wholeStock = async () => {
      const { quantities, ...version } = await this.store.getStock(productId, initial);
      return { ...version, event: { $case: 'inventory', value: toInventory(productId, quantities) } } as const;
    };
    return new Observable((subscriber) => {
      const changes = this.#changesOf(productId);
      const stream = new StockStream(subscriber, changes, wholeStock, outlet, position, this.config.WATCH_HEARTBEAT);
      return () => stream.close();
    });
  }

  #changesOf(productId: number): ProductChanges {
    let changes = this.#changes.get(productId);
    if (!changes) {
      changes = new ProductChanges(productId, this.store, () => void this.#changes.delete(productId));
      this.#changes.set(productId, changes);
    }
    return changes;
  }
}
