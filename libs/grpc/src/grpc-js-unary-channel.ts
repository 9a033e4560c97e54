import { connectivityState, Metadata, status, type Channel, type StatusObject } from '@grpc/grpc-js';

import type {
  ConnectivityState,
  UnaryCall,
  UnaryChannel,
  CallMetadata,
  UnaryRequest,
  UnaryResponse,
} from '#grpc-http2-client';

import { openChannel } from './channel.ts';

const NO_METADATA: CallMetadata = {};

/** Unary calls over a channel of grpc-js. */
export class GrpcJsUnaryChannel implements UnaryChannel {
  readonly #channel: Channel;

  constructor(host: string, port: number) {
    this.#channel = openChannel(host, port);
  }

  get state(): ConnectivityState {
    return connectivityState[this.#channel.getConnectivityState(false)] as ConnectivityState;
  }

  call(request: UnaryRequest, onEnd: (response: UnaryResponse) => void): UnaryCall {
    const { path, message, deadline } = request;
    const sent = new Metadata();
    for (const [name, value] of Object.entries(request.metadata)) {
      if (name.endsWith('-bin')) for (const each of value.split(',')) sent.add(name, Buffer.from(each, 'base64'));
      else sent.set(name, value);
    }
    const rpc = this.#channel.createCall(path, deadline, undefined, null, undefined);
    let headers = NO_METADATA;
    let received: Buffer | undefined;
    let isCancelled = false;
    rpc.start(sent, {
      onReceiveMetadata: (metadata) => (headers = fieldsOf(metadata)),
      onReceiveMessage: (bytes: Buffer) => (received = bytes),
      onReceiveStatus: ({ code, details, metadata }: StatusObject) => {
        // A server that enforces grpc-timeout as well, such as one of grpc-go, may reset the stream before the timer of grpc-js
        // fires, which reports CANCELLED then.
        const hasTimedOut = code === status.CANCELLED && !isCancelled && Date.now() >= deadline;
        const ending = hasTimedOut ? TIMED_OUT : statusOf(code, details, received);
        onEnd({ ...ending, message: received, headers, trailers: fieldsOf(metadata) });
      },
    });
    rpc.startRead();
    rpc.sendMessageWithContext({}, Buffer.from(message.buffer, message.byteOffset, message.byteLength));
    rpc.halfClose();
    return {
      get headers() {
        return headers;
      },
      cancel: (details) => {
        isCancelled = true;
        rpc.cancelWithStatus(status.CANCELLED, details);
      },
    };
  }

  connect(): void {
    this.#channel.getConnectivityState(true);
  }

  close(): void {
    this.#channel.close();
  }
}

const TIMED_OUT = { code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' };

/**
 * The status of a call as gRPC defines it. grpc-js passes on whatever number grpc-status has, ends a call without a code if its
 * message has the flag of compression and an unknown encoding, and reports OK without a message.
 */
function statusOf(code: status, details: string, message: Buffer | undefined): { code: status; details: string } {
  if (status[code] === undefined)
    return { code: status.UNKNOWN, details: `grpc-js reports the code ${code}: ${details}` };
  if (code === status.OK && !message) return { code: status.INTERNAL, details: 'The response has no message' };
  return { code, details };
}

function fieldsOf(metadata: Metadata): CallMetadata {
  const fields: Record<string, string> = {};
  for (const [name, values] of Object.entries(metadata.toHttp2Headers())) fields[name] = String(values);
  return fields;
}
