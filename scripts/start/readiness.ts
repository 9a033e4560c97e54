import { get } from 'node:http';

const READYZ_TIMEOUT_MS = 2000;

/** Whether a service responds to GET /readyz with 200 within two seconds. No proxy of the environment is asked (NODE_USE_ENV_PROXY). */
export function isReady(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/readyz', agent: false, timeout: READYZ_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy()).on('error', () => resolve(false));
  });
}
