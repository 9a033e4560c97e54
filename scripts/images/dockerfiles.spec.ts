import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

/** The last stage, without where it copies the bundle from. */
function runtimeStage(path: string): string[] {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const stage = text.slice(text.lastIndexOf('\nFROM ')).trim().split('\n');
  const copies = stage.filter((line) => line.startsWith('COPY '));
  expect([path, copies.length]).toEqual([path, 1]);
  return stage.map((line) => line.replace(/^COPY .* /, 'COPY '));
}

it('an image from the sources is made like one from a bundle', () => {
  expect(runtimeStage('Dockerfile')).toEqual(runtimeStage('Dockerfile.bundle'));
});
