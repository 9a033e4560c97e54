import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { chromium } from 'playwright-core';

import { CHROMIUM } from '../../libs/testbed/src/chromium.ts';

/** A page in a browser. */
export interface LoadedPage {
  readonly heading: string;
  /** Requests that failed or got a status of 400 or more. */
  readonly failed: readonly string[];
  readonly screenshot: Buffer;
}

/** A port of a Service. */
interface ServicePort {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/** Opens a page in Chromium through a Service of the cluster. */
export async function openPage({ path, ...servicePort }: ServicePort & { readonly path: string }): Promise<LoadedPage> {
  await using forward = await forwardPort(servicePort);
  await using browser = await chromium.launch(CHROMIUM);
  const page = await browser.newPage();
  const failed: string[] = [];
  page.on('requestfailed', (request) => failed.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && failed.push(`${response.url()}: ${response.status()}`));
  await page.goto(`${forward.url}${path}`, { waitUntil: 'networkidle' });
  return {
    heading: await page.locator('h1').innerText(),
    failed,
    screenshot: await page.screenshot({ fullPage: true }),
  };
}

/** Forwards a local port for a browser. It ends with its pod, so loads that count do not use it. */
async function forwardPort({ namespace, service, port }: ServicePort) {
  const child = spawn('kubectl', ['port-forward', `--namespace=${namespace}`, `service/${service}`, `:${port}`], {
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
