import type { ServiceName } from '#configuration';

import type { StreamsProgramLine, StreamsProgramOptions, StreamsProgramReport } from '../load/streams-until-sigterm.ts';
import { startUntilSigterm } from './program-until-sigterm.ts';

/** Streams of stock that are watched from another container until they are stopped. */
export interface OpenStreams extends AsyncDisposable {
  /** The instance of a service that serves each stream, by its newest hop event; null for one without any. */
  instances(service: ServiceName): readonly (string | null)[];
  /** Lets viewers get the last changes, and leaves. Reservations end before. */
  stop(): Promise<StreamsProgramReport>;
}

/**
 * Opens streams from another container; resolves when each has its stock, and rejects if none comes.
 *
 * @param node a command that runs node there, and passes on its standard input
 * @param program the bundle of streams-until-sigterm.ts
 */
export async function openStreamsBy(
  node: readonly string[],
  program: string,
  options: StreamsProgramOptions,
): Promise<OpenStreams> {
  const streams = await startUntilSigterm(node, program, options);
  await streams.printed(/^(\{"hasStarted":true\})$/m);
  return {
    instances: (service) => {
      const newest = Array.from({ length: options.streams }, (): string | null => null);
      for (const line of linesOf(streams.stdout)) {
        if ('stream' in line && line.service === service) newest[line.stream] = line.instance;
      }
      return newest;
    },
    stop: async () => JSON.parse(await streams.stop(/^\{"report":(.*)\}$/m)) as StreamsProgramReport,
    [Symbol.asyncDispose]: () => streams[Symbol.asyncDispose](),
  };
}

/** The whole lines; the last one may be incomplete. */
const linesOf = (stdout: string): readonly StreamsProgramLine[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as StreamsProgramLine);
