import { encodeFrame, FRAME_TYPE, type RawServerConnection } from '#testbed';

/** The settings of RFC 9113, section 6.5.2. */
export const SETTING = {
  HEADER_TABLE_SIZE: 1,
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
  MAX_FRAME_SIZE: 5,
  MAX_HEADER_LIST_SIZE: 6,
} as const;

/** A SETTINGS frame. */
export function settings(...pairs: (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(6 * pairs.length);
  pairs.forEach(([id, value], index) => {
    payload.writeUInt16BE(id, 6 * index);
    payload.writeUInt32BE(value, 6 * index + 2);
  });
  return encodeFrame(FRAME_TYPE.SETTINGS, 0, 0, payload);
}

/** The part of a script that sends SETTINGS to each client. */
export const withSettings = (...pairs: (readonly [id: number, value: number])[]) => ({
  onConnect: (connection: RawServerConnection) => connection.write(settings(...pairs)),
});
