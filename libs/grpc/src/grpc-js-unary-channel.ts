import { connectivityState, Metadata, status, type Channel, type StatusObject } from '@grpc/grpc-js';

import type {
  ConnectivityState,
  UnaryCall,
  UnaryChannel,
  UnaryMetadata,
  UnaryRequest,
  UnaryResponse,
} from '#grpc-unary';

import { openChannel } from './channel.ts';

const NO_METADATA: UnaryMetadata = {};

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
        const ending = hasTimedOut
          ? { code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' }
          : { code, details };
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

function fieldsOf(metadata: Metadata): UnaryMetadata {
  const fields: Record<string, string> = {};
  for (const [name, values] of Object.entries(metadata.toHttp2Headers())) fields[name] = String(values);
  return fields;
}
