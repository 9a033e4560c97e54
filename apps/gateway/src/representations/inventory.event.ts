import type { WatchInventoryResponse } from '#contracts';
import type { HopOrigin, Instance } from '#telemetry';

/** A comment, which shows a proxy and the browser that the stream is open. */
export const HEARTBEAT = ': heartbeat\n\n';

/**
 * A message of WatchInventory as a server-sent event, whose id is the resume token.
 *
 * @param message one whose token has been checked: it has no line end
 */
export function inventoryEvent({ event, resumeToken }: WatchInventoryResponse): string {
  if (!event || event.$case === 'heartbeat') return HEARTBEAT;
  return `event: ${event.$case}\nid: ${resumeToken}\ndata: ${JSON.stringify(event.value)}\n\n`;
}

/**
 * Who serves the stream, as a server-sent event.
 *
 * @param opened how many streams have served this viewer, this one included
 */
export const hopEvent = (service: string, origin: HopOrigin | undefined, opened: number): string =>
  hop({
    service,
    version: origin?.version ?? null,
    instance: origin?.instance ?? null,
    attempt: origin?.attempt ?? null,
    peer: origin?.peer ?? null,
    opened,
    fault: origin?.fault,
  });

/** The gateway that a viewer is connected to, as a server-sent event. */
export const gatewayEvent = ({ service, version, instance }: Instance, attempt: number, peer: string | null): string =>
  hop({ service, version, instance, attempt, peer, opened: 1 });

// JSON has no line end outside its texts, where it is escaped.
const hop = (data: object): string => `event: hop\ndata: ${JSON.stringify(data)}\n\n`;
