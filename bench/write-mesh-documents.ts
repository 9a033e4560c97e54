// `npm run docs:benchmarks`: writes the tables and the chart of bench/mesh/results.json.
import { writeMeshDocuments } from './mesh/mesh-documents.ts';

await writeMeshDocuments();
