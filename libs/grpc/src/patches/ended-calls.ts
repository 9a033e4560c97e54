import type { Http2Session } from 'node:http2';
import { isMap, isSet } from 'node:util/types';
import { setFlagsFromString } from 'node:v8';

import { Http2SubchannelConnector } from '@grpc/grpc-js/build/src/transport.js';

import { InFlightMap } from './in-flight-map.ts';

/*
 * Makes ended calls garbage for the scavenger (docs/adr/0010). It depends on Http2SubchannelConnector.connect and
 * Http2Transport.activeCalls of grpc-js 1.14.7 (transport.js:57, :391, :397) and on the state of a session in Node 26
 * (lib/internal/http2/core.js, kState.streams). If these are not as expected, nothing is changed and ended-calls.spec.ts fails.
 */

interface Call {
  getCallNumber(): number;
}

/** Releases the ended calls of every connection that a client of grpc-js opens from now on. */
export function releaseEndedClientCalls(): void {
  const { connect } = Http2SubchannelConnector.prototype;
  Http2SubchannelConnector.prototype.connect = async function (...parameters) {
    const transport = await connect.apply(this, parameters);
    const internals = transport as unknown as { session?: Http2Session; activeCalls?: unknown };
    if (internals.session) releaseEndedStreams(internals.session);
    if (isSet(internals.activeCalls)) internals.activeCalls = callsOf(internals.activeCalls as Set<Call>);
    return transport;
  };
}

/**
 * V8 allocates objects in old space at once if others from the same place in the code survived. They keep the young objects
 * alive that they refer to.
 */
export function disablePretenuring(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/** Releases the ended streams of a session: replaces the Map in which it keeps them, in a state that has a symbol as its key. */
export function releaseEndedStreams(session: Http2Session): void {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'state');
  const state = key && (session as unknown as Record<symbol, { streams?: unknown }>)[key];
  if (!isMap(state?.streams)) return;
  const streams = new InFlightMap<unknown>();
  state.streams.forEach((stream, id) => streams.set(id as number, stream));
  state.streams = streams;
}

/** The methods of Set that a transport calls on its calls. */
function callsOf(existing: Set<Call>) {
  const calls = new InFlightMap<Call>();
  const add = (call: Call) => calls.set(call.getCallNumber(), call);
  existing.forEach(add);
  return {
    add,
    delete: (call: Call) => calls.delete(call.getCallNumber()),
    get size() {
      return calls.size;
    },
    [Symbol.iterator]: () => calls.values(),
  };
}
