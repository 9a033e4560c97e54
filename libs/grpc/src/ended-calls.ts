// Has ended calls be garbage at once: docs/adr/0010. Where Node or grpc-js is not built as is expected here, nothing is
// changed, and the collector has more to do.
import type { ServerHttp2Session } from 'node:http2';
import { isMap, isSet } from 'node:util/types';
import { setFlagsFromString } from 'node:v8';

import { Http2SubchannelConnector } from '@grpc/grpc-js/build/src/transport.js';

import { InFlightMap } from './in-flight-map.ts';

// What V8 allocates among old objects, since others of its kind survived, holds on to the young ones that it points to.
setFlagsFromString('--no-allocation-site-pretenuring');

interface Call {
  getCallNumber(): number;
}

/** Lets go of the calls that have ended on a server's connection. */
export function letGoOfServedCalls(session: ServerHttp2Session): void {
  replaceStreams(session);
}

/** Lets go of the calls that have ended on connections to servers, on each that is opened from now on. */
export function letGoOfSentCalls(): void {
  const { connect } = Http2SubchannelConnector.prototype;
  Http2SubchannelConnector.prototype.connect = async function (...parameters) {
    const transport = await connect.apply(this, parameters);
    const internals = transport as unknown as { session?: object; activeCalls?: unknown };
    if (internals.session) replaceStreams(internals.session);
    if (isSet(internals.activeCalls)) internals.activeCalls = callsOf(internals.activeCalls as Set<Call>);
    return transport;
  };
}

/** A session keeps its streams in a Map, in a state that only a symbol leads to. */
function replaceStreams(session: object): void {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'state');
  const state = key && (session as Record<symbol, { streams?: unknown }>)[key];
  if (!isMap(state?.streams)) return;
  const streams = new InFlightMap<unknown>();
  state.streams.forEach((stream, id) => streams.set(id as number, stream));
  state.streams = streams;
}

/** What a transport asks of the Set in which it keeps its calls. */
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
