import type { UnaryChannel } from '#grpc-http2-client';

/** What some servers or paths to them lack: features of grpc/doc/interop-test-descriptions.md, and a second address. */
export type Feature = 'CompressedRequest' | 'CompressedResponse' | 'two addresses';

/** A server as a case reaches it by one transport. */
export interface CaseContext {
  /** Opens a new channel. */
  readonly openChannel: () => UnaryChannel;
  /** Opens a new channel to a name with two addresses, each with a server of its own. */
  readonly openChannelToTwoServers: () => UnaryChannel;
  /** Why a feature is missing. */
  readonly missing: Readonly<Partial<Record<Feature, string>>>;
  /** How many calls rpc_soak and channel_soak make. */
  readonly soakIterations: number;
  /** How many calls concurrent_large_unary makes at once. */
  readonly concurrentCalls: number;
}

export interface InteropCase {
  /** Its name in grpc/doc/interop-test-descriptions.md, unless the description says otherwise. */
  readonly name: string;
  /** What the client asserts. */
  readonly description: string;
  readonly requires?: Feature;
  /** @throws Error if the client does not do what the case requires */
  run(context: CaseContext): Promise<void>;
}

/** Opens a channel for a function, and closes it afterwards. */
export async function withChannel<Result>(
  open: () => UnaryChannel,
  use: (channel: UnaryChannel) => Promise<Result>,
): Promise<Result> {
  const channel = open();
  try {
    return await use(channel);
  } finally {
    channel.close();
  }
}
