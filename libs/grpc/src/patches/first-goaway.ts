import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * A whole GOAWAY frame with the highest stream id and NO_ERROR (RFC 9113, section 6.8). The session can't send it: after its
 * own GOAWAY nghttp2 ignores new streams, whatever the stream id, and Node does not expose nghttp2_submit_shutdown_notice.
 */
const FRAME = Buffer.from('0000080700000000007fffffff00000000', 'hex');

/** Internal to Node 26 (lib/net.js), whose sockets have no public API for their file descriptor. */
const HANDLE = '_handle';

interface Handle {
  readonly fd?: number;
  /** The bytes that libuv has not written yet; the rest of a frame may be among them. */
  readonly writeQueueSize?: number;
}

/**
 * Writes the first of two GOAWAY frames to the socket of a node:http2 session, between two frames: a session gives libuv
 * whole frames only. It writes to the file descriptor, since socket.write aborts the process if the write can't be completed
 * at once: the session owns the handle and takes the end of that write for the end of one of its own.
 *
 * @returns whether the frame was written; if not, the client has not read all of what was sent before
 */
export function writeFirstGoaway(socket: Socket): boolean {
  const { fd, writeQueueSize } = (socket as unknown as { [HANDLE]?: Handle | null })[HANDLE] ?? {};
  if (fd === undefined || fd < 0 || writeQueueSize !== 0) return false;
  try {
    if (writeSync(fd, FRAME) < FRAME.length) socket.destroy();
    return true;
  } catch {
    return false;
  }
}
