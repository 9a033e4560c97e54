import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { chromium } from 'playwright-core';

import { CHROMIUM } from '../../libs/testbed/src/chromium.ts';
import { NAMESPACE } from '../../libs/testbed/src/cluster/cluster.ts';

/** What a browser made of a page. */
export interface SeenPage {
  readonly heading: string;
  /** Requests that failed, or were answered with 400 or more. */
  readonly failed: readonly string[];
  readonly screenshot: Buffer;
}

/** Opens a page of the shop's in Chromium, through a Service of the cluster's. */
export async function openPage(service: string, port: number, path: string): Promise<SeenPage> {
  await using forward = await forwardPort(service, port);
  await using browser = await chromium.launch(CHROMIUM);
  const page = await browser.newPage();
  const failed: string[] = [];
  page.on('requestfailed', (request) => failed.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (answer) => answer.status() >= 400 && failed.push(`${answer.url()}: ${answer.status()}`));
  await page.goto(`${forward.url}${path}`, { waitUntil: 'networkidle' });
  return {
    heading: await page.locator('h1').innerText(),
    failed,
    screenshot: await page.screenshot({ fullPage: true }),
  };
}

/** Good enough for a browser; it ends with the pod that it leads to, so that nothing is counted through it. */
async function forwardPort(service: string, port: number) {
  const child = spawn('kubectl', ['port-forward', `--namespace=${NAMESPACE}`, `service/${service}`, `:${port}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const [, local] = /127\.0\.0\.1:(\d+) ->/.exec(line) ?? [];
  return {
    url: `http://127.0.0.1:${local}`,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
