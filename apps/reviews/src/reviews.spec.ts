import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReviewsServiceService } from '#contracts';
import { RpcClient, startService, type RunningService } from '#testbed';

import { createReviewsApp } from './reviews.app.ts';
import { reviewsSettings } from './reviews.config.ts';

const TEXTS = ['Very Beautiful', 'My husband loved it', 'This color is horrible for a work place'];

describe('reviews', () => {
  const started = new AsyncDisposableStack();
  let v1: RunningService;
  let v1Client: RpcClient;
  let v2Client: RpcClient;

  beforeAll(async () => {
    v1 = started.use(await startService(reviewsSettings, createReviewsApp));
    const v2 = started.use(await startService(reviewsSettings, createReviewsApp, { SERVICE_VERSION: 'v2' }));
    v1Client = started.use(new RpcClient(v1.grpcPort));
    v2Client = started.use(new RpcClient(v2.grpcPort));
  });
  afterAll(() => started.disposeAsync());

  const list = (client: RpcClient, request: { productId: number; pageSize?: number; pageToken?: string }) =>
    client.call(ReviewsServiceService.listReviews, { pageSize: 0, pageToken: '', ...request });

  it('lists the reviews of a product, a page at a time', async () => {
    const first = await list(v1Client, { productId: 9310301, pageSize: 2 });
    const second = await list(v1Client, { productId: 9310301, pageSize: 2, pageToken: first.nextPageToken });
    expect(first.reviews).toHaveLength(2);
    expect([...first.reviews, ...second.reviews].map(({ text }) => text)).toEqual(TEXTS);
    expect(second.nextPageToken).toBe('');
  });

  it('adds stars in v2, and has none in v1', async () => {
    const starsOf = async (client: RpcClient) =>
      (await list(client, { productId: 9310301 })).reviews.map(({ stars }) => stars);
    expect(await starsOf(v1Client)).toEqual([0, 0, 0]);
    expect(await starsOf(v2Client)).toEqual([5, 4, 1]);
  });

  it.each([
    [{ productId: 0 }, status.INVALID_ARGUMENT],
    [{ productId: -1 }, status.INVALID_ARGUMENT],
    [{ productId: 2 ** 31 }, status.NOT_FOUND],
    [{ productId: 9310301, pageSize: -1 }, status.INVALID_ARGUMENT],
    [{ productId: 9310301, pageToken: 'not one of ours' }, status.INVALID_ARGUMENT],
  ])('refuses %j with gRPC status %d', async (request, code) => {
    await expect(list(v1Client, request)).rejects.toMatchObject({ code });
  });

  it.each([
    ['/productReviews/9310301', 200, JSON.stringify(TEXTS)],
    ['/productReviews/007', 400, '"type":"urn:product-gateway:error:invalid-product-id"'],
    ['/productReviews/1', 404, '"type":"urn:product-gateway:error:product-not-found"'],
  ])('responds to GET %s with %d', async (path, httpStatus, text) => {
    const response = await fetch(v1.httpUrl + path);
    expect(response.status).toBe(httpStatus);
    expect(await response.text()).toContain(text);
  });
});
