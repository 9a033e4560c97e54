import { expect, it } from 'vitest';

import { withImages } from './container-images.ts';

const metadata = { name: 'prometheus', namespace: 'product-gateway' };
const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'prometheus' } } };
const deployment = (...images: string[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    selector: { matchLabels: { app: 'prometheus' } },
    template: {
      metadata: { labels: { app: 'prometheus' } },
      spec: { containers: ['prometheus', 'other'].map((name, index) => ({ name, image: images[index] })) },
    },
  },
});

it('gives containers another image by their names, and leaves all else as it is', () => {
  const objects = [deployment('prom/prometheus:v3', 'other:1'), service];
  expect(withImages(objects, { prometheus: 'mine:1' })).toEqual([deployment('mine:1', 'other:1'), service]);
});

it('leaves the image of which nothing is said', () => {
  const objects = [deployment('prom/prometheus:v3', 'other:1')];
  expect(withImages(objects, { prometheus: undefined })).toEqual(objects);
});
