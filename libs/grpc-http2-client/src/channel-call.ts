import type { CallStatus } from './call-status.ts';
import type { Http2Connection } from './http2-connection.ts';

/** A call as its channel uses it. */
export interface ChannelCall {
  /** Sends the request over a connection that has capacity. */
  send(connection: Http2Connection): void;
  /** Ends the call, unless it has ended. */
  end(status: CallStatus): void;
}

/** What a call needs of its channel. */
export interface CallOwner {
  readonly authority: string;
  /** Finds a connection for the call, now or later, or ends the call. */
  dispatch(call: ChannelCall): void;
  /** The call has ended, and needs no connection if it is still waiting for one. */
  onCallEnd(call: ChannelCall): void;
}
