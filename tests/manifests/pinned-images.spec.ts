import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { ofKind } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, kustomizeIsMissing } from '../../libs/testbed/src/cluster/kustomize.ts';
import { SERVICE_MESHES } from '../../libs/testbed/src/cluster/mesh.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The meshes that support a scenario. */
const meshesOf = (scenario: string) =>
  SERVICE_MESHES.filter((mesh) => existsSync(join(ROOT, `scenarios/${scenario}/${mesh}/kustomization.yaml`)));

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

async function imageIn(folder: string, deployment: string): Promise<string | undefined> {
  const found = ofKind(await build(folder), Deployment).find(({ metadata }) => metadata.name === deployment);
  return found?.spec?.template.spec?.containers[0]?.image;
}

describe.skipIf(kustomizeIsMissing())('k8s/components/postgres', () => {
  it('has the image of compose.yaml', async () => {
    const [database] = ofKind(await build('k8s/base', ['k8s/components/postgres']), StatefulSet);
    expect(read('compose.yaml')).toContain(`image: ${database?.spec?.template.spec?.containers[0]?.image}\n`);
  });
});

describe.skipIf(kustomizeIsMissing()).each(meshesOf('metrics'))('in the scenarios of %s', (mesh) => {
  it('Prometheus has the image of compose.yaml', async () => {
    const image = await imageIn(`scenarios/metrics/${mesh}`, 'prometheus');
    expect(read('compose.yaml')).toContain(`\${PROMETHEUS_IMAGE:-${image}}`);
  });
});

describe.skipIf(kustomizeIsMissing()).each(meshesOf('tracing'))('in the scenarios of %s', (mesh) => {
  it('the collector has the version of observability/otel-collector', async () => {
    const { dist } = parse(read('observability/otel-collector/builder.yaml')) as { dist: { version: string } };
    const image = await imageIn(`scenarios/tracing/${mesh}`, 'otel-collector');
    expect(image).toBe(`otel/opentelemetry-collector:${dist.version}`);
  });
});
