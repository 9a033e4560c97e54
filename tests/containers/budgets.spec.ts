import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { imageFigures } from '../../bench/budgets/figures.ts';
import { imageSize } from '../../bench/budgets/image-size.ts';
import { readBudgets } from '../../bench/budgets/read-budgets.ts';
import { isOver } from '../../bench/budgets/report.ts';
import { imageOf } from '../../libs/testbed/src/containers/image.ts';

const TEN_MB = 10_000_000;
const BUDGETS = readBudgets('bench/budgets.json');

/** An image with a file of 10 MB besides what it is made from; it is gone at the end of the `using` block. */
async function buildFatImage() {
  await using context = await mkdtempDisposable(join(tmpdir(), 'fat-image-'));
  writeFileSync(join(context.path, 'Dockerfile'), `FROM ${imageOf('price')}\nCOPY ballast /app/\n`);
  writeFileSync(join(context.path, 'ballast'), randomBytes(TEN_MB));
  const name = `product-gateway/fat:${randomUUID()}`;
  execFileSync('docker', ['build', '--quiet', '--tag', name, context.path], { stdio: 'ignore' });
  return { name, [Symbol.dispose]: () => void execFileSync('docker', ['rmi', name], { stdio: 'ignore' }) };
}

it('a file of 10 MB in an image puts it over its budgets, both as it is and compressed', async () => {
  using fatImage = await buildFatImage();
  const [lean, fat] = [await imageSize(imageOf('price')), await imageSize(fatImage.name)];
  expect(fat.uncompressed - lean.uncompressed).toBeGreaterThanOrEqual(TEN_MB);
  expect(imageFigures([['price', lean]], BUDGETS).map(isOver)).toEqual([false, false]);
  expect(imageFigures([['price', fat]], BUDGETS).map(isOver)).toEqual([true, true]);
});
