// The programs that the specs of npm start run, and what is left of them.
import { connect } from 'node:net';

import { expect, onTestFinished } from 'vitest';

import { BackgroundProgram, freeServicePorts, startEnvironment } from '#testbed';

/** Five programs are started several times, for which slow machines need long. */
export const TIMEOUT_MS = 120_000;

/** Stops a program after the test that runs. */
export function stopAfterTest(program: BackgroundProgram): BackgroundProgram {
  onTestFinished(async () => void (await program.stop()));
  return program;
}

/** Starts a program of this repository, which stops after the test. */
export const startProgram = (script: string, env: Record<string, string>): BackgroundProgram =>
  stopAfterTest(new BackgroundProgram([process.execPath, script], { env: { ...process.env, ...env } }));

/** The variables of five services with free ports. */
export const freePortVariables = async () => startEnvironment(await freeServicePorts());

/** Starts the five services as npm start does, and resolves when they are ready. */
export async function startServices() {
  const ports = await freePortVariables();
  const starter = startProgram('tools/start.ts', ports);
  await expect.poll(() => starter.output, { timeout: 60_000 }).toContain('Ready.');
  const pids = [...starter.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  return { starter, pids, gateway: `http://127.0.0.1:${ports['GATEWAY_HTTP_PORT']}` };
}

/** The names of the ports on which something listens. */
export async function takenPorts(ports: Record<string, string>): Promise<string[]> {
  const names = await Promise.all(
    Object.entries(ports).map(
      ([name, port]) =>
        new Promise<string>((resolve) => {
          const socket = connect(Number(port), '127.0.0.1', () => {
            socket.destroy();
            resolve(name);
          }).on('error', () => resolve(''));
        }),
    ),
  );
  return names.filter((name) => name !== '');
}

/** Whether a process exists. */
export const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
