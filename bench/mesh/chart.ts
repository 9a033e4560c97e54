import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { figureOf } from '../figure.ts';
import { GROUPS_IN_PATH } from './component.ts';
import { cpuMicroseconds, latencies, type LatencyName } from './costs.ts';
import { dataPlaneNamed } from './data-plane.ts';
import { GENERATOR } from './generator-ceiling.ts';
import { highestRate, P99_LIMIT_MS } from './highest-rate.ts';
import type { MeshResults } from './results.ts';

const WIDTH = 560;
const LATENCIES: readonly LatencyName[] = ['p50', 'p90', 'p99', 'p99.9'];
/** Colours that differ for people with colour blindness as well (Okabe and Ito), in the order of the groups and of the latencies. */
const BLUE = '#0072b2';
const COLOURS = [BLUE, '#e69f00', '#cc79a7', '#009e73', '#d55e00'];

/** The results as one chart: CPU of a request and latencies at the highest of the fixed rates, and the highest rates. */
export async function chartOf(results: MeshResults): Promise<string> {
  const rate = Math.max(...results.options.rates);
  const title = `What each data plane adds to ${rate} requests a second`;
  const planes = results.planes.map((plane) => dataPlaneNamed(plane).title);
  const y = { field: 'plane', type: 'nominal', sort: planes, title: null, axis: { labelLimit: 0 } } as const;
  const spec: TopLevelSpec = {
    title: { text: title, anchor: 'start' },
    // A background of its own, so that it can be read on a dark page as well.
    background: 'white',
    padding: 16,
    config: { font: 'sans-serif', legend: { labelLimit: 0 }, view: { stroke: null } },
    resolve: { scale: { color: 'independent' } },
    vconcat: [
      {
        width: WIDTH,
        data: { values: cpuValues(results, rate) },
        mark: 'bar',
        encoding: {
          y,
          x: { field: 'microseconds', type: 'quantitative', title: 'CPU of a request, µs (medians)' },
          color: colourBy(
            'component',
            GROUPS_IN_PATH.map((group) => group.title),
          ),
          order: { field: 'order', type: 'quantitative' },
        },
      },
      {
        width: WIDTH,
        height: { step: 12, for: 'offset' },
        data: { values: latencyValues(results, rate) },
        encoding: {
          y,
          yOffset: { field: 'latency', sort: [...LATENCIES] },
          x: { type: 'quantitative', scale: { type: 'log' }, title: 'latency, ms (median, least to most)' },
          color: colourBy('latency', LATENCIES),
        },
        layer: [
          { mark: 'rule', encoding: { x: { field: 'least' }, x2: { field: 'most' } } },
          { mark: { type: 'point', filled: true, opacity: 1, size: 36 }, encoding: { x: { field: 'median' } } },
        ],
      },
      {
        width: WIDTH,
        data: { values: rateValues(results) },
        encoding: {
          y: { ...y, scale: { domain: [...planes, GENERATOR] } },
          x: {
            field: 'rate',
            type: 'quantitative',
            scale: { type: 'log' },
            title: `highest rate with p99 below ${P99_LIMIT_MS} ms, requests a second`,
          },
        },
        layer: [
          { mark: { type: 'point', filled: true, color: BLUE, opacity: 1, size: 60 } },
          { mark: { type: 'text', align: 'left', dx: 8 }, encoding: { text: { field: 'rate' } } },
        ],
      },
    ],
  };
  const svg = await new View(parse(compile(spec).spec)).toSVG();
  return `${withDescription(svg, title)}\n`;
}

const colourBy = (field: string, domain: readonly string[]) =>
  ({ field, type: 'nominal', title: null, scale: { domain: [...domain], range: COLOURS } }) as const;

const cpuValues = ({ planes, samples }: MeshResults, rate: number) =>
  planes.flatMap((plane) =>
    GROUPS_IN_PATH.flatMap(({ title, components }, order) => {
      const values = cpuMicroseconds(samples, plane, rate, components);
      if (values.length === 0) return [];
      return [{ plane: dataPlaneNamed(plane).title, component: title, order, microseconds: figureOf(values).median }];
    }),
  );

const latencyValues = ({ planes, samples }: MeshResults, rate: number) =>
  planes.flatMap((plane) =>
    LATENCIES.map((latency) => {
      const { median, least, most } = figureOf(latencies(samples, plane, rate, latency));
      return { plane: dataPlaneNamed(plane).title, latency, median, least, most };
    }),
  );

function rateValues({ planes, generator, search }: MeshResults) {
  const ofPlanes = planes.map((plane) => [dataPlaneNamed(plane).title, highestRate(search, plane)] as const);
  const all = [...ofPlanes, [GENERATOR, highestRate(generator, GENERATOR)] as const];
  return all.flatMap(([plane, rate]) => (rate === undefined ? [] : [{ plane, rate }]));
}

/** The same with a title and a description, which a screen reader reads. */
function withDescription(svg: string, title: string): string {
  const text = `<title>${title}</title><desc>Three charts; docs/benchmarks.md has their figures as tables.</desc>`;
  return svg.replace(/<svg ([^>]*)>/, `<svg role="img" $1>${text}`);
}
