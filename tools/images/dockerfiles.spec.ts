import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The last stage, without where it copies the bundle from. */
function runtimeStage(path: string): string[] {
  const text = read(path);
  const stage = text.slice(text.lastIndexOf('\nFROM ')).trim().split('\n');
  const copies = stage.filter((line) => line.startsWith('COPY '));
  expect([path, copies.length]).toEqual([path, 1]);
  return stage.map((line) => line.replace(/^COPY .* /, 'COPY '));
}

it('an image from the sources is made like one from a bundle', () => {
  expect(runtimeStage('Dockerfile')).toEqual(runtimeStage('Dockerfile.bundle'));
});

it('compose.yaml states the health check of the Dockerfile for each container of ours', () => {
  const [, options = '', command = ''] = /^HEALTHCHECK (.*) CMD (.*)$/m.exec(read('Dockerfile')) ?? [];
  const values = [...options.matchAll(/--([\w-]+)=(\w+)/g)].map(([, name = '', value = '']) => [
    name.replace('-', '_'),
    name === 'retries' ? Number(value) : value,
  ]);
  const healthcheck = { test: ['CMD', ...(JSON.parse(command) as string[])], ...Object.fromEntries(values) };
  const { services } = parse(read('compose.yaml'), { merge: true }) as {
    services: Record<string, { image?: string; healthcheck?: object }>;
  };
  const ours = Object.entries(services).filter(([, { image }]) => image?.startsWith('product-gateway/'));
  expect(ours).toHaveLength(7);
  for (const [name, service] of ours) expect([name, service.healthcheck]).toEqual([name, healthcheck]);
});
