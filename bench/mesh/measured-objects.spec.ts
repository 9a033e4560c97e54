import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { describe, expect, it } from 'vitest';

import { nameOf, ofKind } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { kustomizeIsMissing } from '../../libs/testbed/src/cluster/kustomize.ts';
import { DATA_PLANES, dataPlaneNamed, type DataPlaneName } from './data-plane.ts';
import { CPU_REQUEST, measuredObjects } from './measured-objects.ts';

const objectOf = async (plane: DataPlaneName, name: string) =>
  (await measuredObjects(dataPlaneNamed(plane))).find((object) => nameOf(object) === name);

describe.skipIf(kustomizeIsMissing())('the measured objects', () => {
  it.each(DATA_PLANES.map((plane) => [plane.name, plane] as const))(
    'on %s are one pod of each of the five services, with the same CPU request and without an ingress',
    async (_, plane) => {
      const objects = await measuredObjects(plane);
      // Those of a second version have no pods.
      const running = ofKind(objects, Deployment).filter(({ spec }) => spec?.replicas !== 0);
      expect(running.map(({ spec }) => spec?.replicas ?? 1)).toEqual([1, 1, 1, 1, 1]);
      const containers = running.flatMap(({ spec }) => spec?.template.spec?.containers ?? []);
      expect(containers.map(({ resources }) => resources?.requests?.['cpu'])).toEqual(Array(5).fill(CPU_REQUEST));
      expect(objects.map(nameOf)).not.toContain('Gateway/product-gateway');
      expect(objects.map(({ kind }) => kind)).not.toContain('HTTPRoute');
    },
  );

  it('on Istio have neither access logs nor spans', async () => {
    expect(await objectOf('sidecars', 'Telemetry/default')).toMatchObject({
      spec: {
        accessLogging: [{ providers: [{ name: 'envoy' }], disabled: true }],
        tracing: [{ disableSpanReporting: true }],
      },
    });
  });

  it('on ambient with a waypoint keep it, with the same CPU request', async () => {
    expect(await objectOf('ambient-waypoint', 'Gateway/waypoint')).toBeDefined();
    const pods = await objectOf('ambient-waypoint', 'ConfigMap/gateway-pods');
    const { deployment } = (pods as unknown as { data: { deployment: string } }).data;
    expect(deployment).toContain('seccompProfile:');
    expect(deployment).toContain(`cpu: ${CPU_REQUEST}`);
  });

  it('on ambient L4 have no waypoint, and a namespace without its labels', async () => {
    expect(await objectOf('ambient-l4', 'Gateway/waypoint')).toBeUndefined();
    const { labels = {} } = (await objectOf('ambient-l4', 'Namespace/product-gateway'))!.metadata;
    expect(labels['istio.io/dataplane-mode']).toBe('ambient');
    expect(Object.keys(labels).filter((label) => label.includes('waypoint'))).toEqual([]);
  });
});
