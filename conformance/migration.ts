// Moves of the namespace from one data plane to another under load, and what they lose.
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import type { StreamsProgramReport } from '../libs/testbed/src/load/streams-until-sigterm.ts';
import { assertChanges, assertComplete, assertShare, below, type Assertion } from './assertion.ts';
import { lossOf, sumOfLoads } from './call-counts.ts';
import type { DataPlane } from './data-plane.ts';
import { observeUntil } from './observe-until.ts';
import type { Marks, Traffic } from './traffic.ts';

/** Requests a second from a client outside the mesh, whose calls are plaintext. */
const REQUESTS_PER_SECOND = 50;
const RESERVATIONS_PER_SECOND = 1;
/** Requests from the client in the mesh after each move. */
const REQUESTS_AFTER = 250;
/** The time limit for a data plane to carry the calls of all pods. */
const TIME = { timeoutMs: 60_000, intervalMs: 500 };
/** More than the requests in flight at one moment, of those of one move. */
const IN_FLIGHT_SHARE = 0.05;
const DEPLOYMENTS = ['base-product', 'gateway', 'inventory', 'price-v1', 'reviews-v1'];

interface NamespaceChange {
  readonly labels?: Marks;
  readonly annotations?: Marks;
}

/** A change that moves the five services to another data plane. In labels and annotations null removes one. */
export interface Move {
  readonly to: DataPlane;
  /** The labels and annotations of the namespace that change. */
  readonly namespace?: NamespaceChange;
  /** The labels of the pods that change by a rollout, if all pods are replaced: a sidecar is added to new pods only. */
  readonly podLabels?: Marks | undefined;
  /** The labels of the namespace that change after that. */
  readonly namespaceAfter?: Pick<NamespaceChange, 'labels'>;
  /** Whether the mesh cuts calls that are in flight then, in any order. */
  readonly isLossy?: boolean | undefined;
}

export interface ObservedMove extends Pick<Move, 'to' | 'isLossy'> {
  readonly dataPlane: DataPlane;
  /** From before the change until the data plane carries the calls. */
  readonly during: LoadReport;
  readonly after: LoadReport;
}

export interface ObservedMigration {
  readonly moves: readonly ObservedMove[];
  /** Of viewers in the mesh, over all moves. */
  readonly streams: StreamsProgramReport;
}

/** Moves the five services one move after the other, under load and so many open streams. */
export async function migrate(traffic: Traffic, streams: number, moves: readonly Move[]): Promise<ObservedMigration> {
  await using open = await traffic.openStreams(streams, RESERVATIONS_PER_SECOND);
  const observed: ObservedMove[] = [];
  for (const move of moves) observed.push(await observeMove(traffic, move));
  return { moves: observed, streams: await open.stop() };
}

async function observeMove(
  traffic: Traffic,
  { to, namespace, podLabels, namespaceAfter, isLossy }: Move,
): Promise<ObservedMove> {
  await using load = await traffic.startLoad({ from: 'outside', requestsPerSecond: REQUESTS_PER_SECOND });
  const change = (metadata: NamespaceChange) => traffic.patch(`namespace/${traffic.namespace}`, { metadata });
  if (namespace) await change(namespace);
  if (podLabels) await Promise.all(DEPLOYMENTS.map((deployment) => traffic.restart(deployment, podLabels)));
  if (namespaceAfter) await change(namespaceAfter);
  const isThere = (dataPlane: DataPlane) => dataPlane === to;
  const dataPlane = await observeUntil(traffic.dataPlane, isThere, { ...TIME, what: `all calls pass ${to}` });
  const after = await traffic.load(REQUESTS_AFTER, { requestsPerSecond: REQUESTS_PER_SECOND });
  return { to, isLossy, dataPlane, during: await load.stop(), after };
}

/** Expects that each move is made and loses no request, and that all of them lose no change of an open stream. */
export const assertMigration = ({ moves, streams }: ObservedMigration): Assertion[] => [
  ...moves.flatMap((move) => [
    { expected: `to ${move.to}: it carries all calls`, observed: move.dataPlane, passed: move.dataPlane === move.to },
    assertLoss(move),
  ]),
  assertChanges(streams.streams),
];

/** Expects that a move loses no request, or only those that were in flight when the mesh cut them. */
function assertLoss({ to, isLossy, during, after }: ObservedMove): Assertion {
  const load = sumOfLoads([during, after]);
  if (!isLossy) return assertComplete(load, `to ${to}: every request gets the complete product`);
  return assertShare(`to ${to}: only requests in flight get no complete product`, lossOf(load), below(IN_FLIGHT_SHARE));
}
