import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Where V8 says that a function is; lines and columns begin at 0. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** The first that fits the source of a function, or its name in parentheses where V8 has no source. */
const LAYERS: readonly [layer: string, source: RegExp][] = [
  ['waiting', /^\(idle\)$/],
  ['garbage collector', /^\(garbage collector\)$/],
  ['system calls and other native code', /^(?:\(.*\)|)$/],
  ['node:http2', /^node:(?:internal\/)?http2/],
  ['node:http', /^node:(?:internal\/|_)?http/],
  ['modules being loaded', /^node:internal\/(?:modules|bootstrap)/],
  ['streams, sockets, events, timers', /^node:/],
  ['grpc-js', /\/node_modules\/@grpc\/grpc-js\//],
  ['Nest', /\/node_modules\/(?:@nestjs|rxjs|reflect-metadata)\//],
  ['prom-client', /\/node_modules\/prom-client\//],
  ['messages', /\/node_modules\/@bufbuild\/|(?:^|\/)libs\/contracts\//],
  ['Fastify and what it brings', /\/node_modules\//],
  ['libs', /(?:^|\/)libs\//],
  ['the service itself', /(?:^|\/)apps\//],
];

/** Finds the layer of a service that a function belongs to, by the source maps beside its bundle. */
export class Layers {
  readonly #maps = new Map<string, SourceMap | undefined>();

  of({ functionName, url, lineNumber, columnNumber }: CallFrame): string {
    const entry = this.#mapOf(url)?.findEntry(lineNumber, columnNumber);
    const source = entry && 'originalSource' in entry ? entry.originalSource : url || nameless(functionName);
    return LAYERS.find(([, pattern]) => pattern.test(source))?.[0] ?? 'anything else';
  }

  #mapOf(url: string): SourceMap | undefined {
    if (!url.startsWith('file:')) return undefined;
    if (!this.#maps.has(url)) this.#maps.set(url, readMap(`${fileURLToPath(url)}.map`));
    return this.#maps.get(url);
  }
}

const readMap = (file: string): SourceMap | undefined =>
  existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as never) : undefined;

/** Native functions have a name and no source. */
const nameless = (functionName: string): string => (functionName.startsWith('(') ? functionName : '');
