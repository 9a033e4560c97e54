import { describe, expect, it } from 'vitest';

import { cpuMicroseconds, idleMillicores, latencies, memoryMegabytes } from './costs.ts';
import type { DataPlaneName } from './data-plane.ts';
import { fakeSample, fakeUsed } from './fake-sample.ts';
import type { UsedByComponent } from './sample.ts';

const sample = (loaded: DataPlaneName, sidecars: UsedByComponent) => fakeSample(loaded, 100, { sidecars });

/** Of 1,000 requests each: the sidecars use 0.01 of a CPU while they are idle, and 0.1 s in 10 s therefore. */
const SAMPLES = [
  sample('sidecars', { gateway: fakeUsed(10, 1.5), 'control plane': fakeUsed(10, 1), backends: fakeUsed(10, 2) }),
  sample('sidecars', { gateway: fakeUsed(10, 1.7), 'control plane': fakeUsed(10, 2), backends: fakeUsed(10, 2) }),
  sample('plain', { gateway: fakeUsed(20, 0.2), 'control plane': fakeUsed(20, 1), backends: fakeUsed(20, 0) }),
  sample('ambient-l4', { gateway: fakeUsed(20, 0.2), 'control plane': fakeUsed(20, 9), backends: fakeUsed(20, 0) }),
];

describe('the CPU time of a request', () => {
  it('excludes what a component uses while it is idle', () => {
    const values = cpuMicroseconds(SAMPLES, 'sidecars', 100, ['gateway']);
    expect(values).toEqual([expect.closeTo(1400, 6), expect.closeTo(1600, 6)]);
  });

  it('of a control plane excludes what it uses while another mesh has the load', () => {
    const values = cpuMicroseconds(SAMPLES, 'sidecars', 100, ['control plane']);
    expect(values).toEqual([expect.closeTo(500, 6), expect.closeTo(1500, 6)]);
  });

  it('of several components is their sum', () => {
    const values = cpuMicroseconds(SAMPLES, 'sidecars', 100, ['gateway', 'backends', 'waypoint']);
    expect(values).toEqual([expect.closeTo(3400, 6), expect.closeTo(3600, 6)]);
  });

  it('is that of the requests of the warm-up as well', () => {
    const warm = SAMPLES.map((each) => ({ ...each, load: { ...each.load, warmUpRequests: 1000 } }));
    expect(cpuMicroseconds(warm, 'sidecars', 100, ['gateway'])[0]).toBeCloseTo(700, 6);
  });

  it('has no value for a component that the data plane lacks, and for a rate that was not measured', () => {
    expect(cpuMicroseconds(SAMPLES, 'sidecars', 100, ['waypoint'])).toEqual([]);
    expect(cpuMicroseconds(SAMPLES, 'sidecars', 50, ['gateway'])).toEqual([]);
  });
});

it('the CPU of idle components is the sum in each sample in which they are idle, in thousandths of a CPU', () => {
  expect(idleMillicores(SAMPLES, 'sidecars', ['gateway', 'backends'])).toEqual([10, 10]);
  expect(idleMillicores(SAMPLES, 'sidecars', ['control plane'])).toEqual([50]);
});

it('the memory of components is their sum in each sample under load', () => {
  expect(memoryMegabytes(SAMPLES, 'sidecars', ['gateway', 'backends'])).toEqual([80, 80]);
});

it('latencies are those of each sample of the data plane at the rate', () => {
  expect(latencies(SAMPLES, 'sidecars', 100, 'p99')).toEqual([5, 5]);
});
