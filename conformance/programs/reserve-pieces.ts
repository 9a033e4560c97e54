// Runs in the pod of a client: reserves pieces as its last argument says, and prints what became of them.
import { reservePieces, type PiecesToReserve } from '../../libs/testbed/src/load/reserve-pieces.ts';

const TIMEOUT_MS = 120_000;

const pieces = JSON.parse(process.argv.at(-1) ?? '') as PiecesToReserve;
console.log(JSON.stringify(await reservePieces(pieces, AbortSignal.timeout(TIMEOUT_MS))));
