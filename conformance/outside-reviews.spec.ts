import { expect, it } from 'vitest';

import { nameOutsideReviews, withOutsideReviews } from './outside-reviews.ts';

const settings = (host: string, port: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings-5f4dcc' },
  data: { REVIEWS_SERVICE_HOST: host, REVIEWS_SERVICE_PORT: port },
});
const entry = (host: string, number: number) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name: 'reviews' },
  spec: { hosts: [host], ports: [{ number, name: 'grpc', protocol: 'GRPC' }] },
});
const outside = { host: 'reviews.test', port: 6000 };

it('says where it is wherever that is said, as a text and as a number', () => {
  const objects = [settings('reviews.example.com', '50051'), entry('reviews.example.com', 50_051)];
  expect(withOutsideReviews(objects, outside)).toEqual([settings('reviews.test', '6000'), entry('reviews.test', 6000)]);
});

it('tells objects that are about it from others', () => {
  expect(nameOutsideReviews([settings('reviews.example.com', '50051')])).toBe(true);
  expect(nameOutsideReviews([settings('reviews', '6568')])).toBe(false);
});
