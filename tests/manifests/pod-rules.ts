import type { IContainer } from 'kubernetes-models/v1/Container';

import { restrictedViolations } from './pod-security.ts';
import { podTemplates, type PodTemplate } from './pod-template.ts';
import type { Rule } from './rule.ts';

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
const SIDECAR_WAITS = /holdApplicationUntilProxyStarts|linkerd-await|config\.linkerd\.io\/proxy-await/;

export const podRules: Rule[] = [
  {
    sentence: 'A probe is an httpGet: a policy that denies refuses all others.',
    violations: ofContainers((container) => PROBES.some((probe) => container[probe] && !container[probe].httpGet)),
  },
  {
    sentence: 'imagePullPolicy is IfNotPresent or Never, so that an image which is there is not pulled.',
    violations: ofContainers(({ imagePullPolicy }) => !['IfNotPresent', 'Never'].includes(imagePullPolicy ?? '')),
  },
  {
    sentence: 'A container has no preStop hook: services drain by themselves, and their images have no shell.',
    violations: ofContainers(({ lifecycle }) => lifecycle?.preStop !== undefined),
  },
  {
    sentence: 'enableServiceLinks is false, or a Service named price would set PRICE_PORT to tcp://….',
    violations: ofPods(({ spec }) => spec.enableServiceLinks !== false),
  },
  {
    sentence:
      'A pod has the labels app and version, and app.kubernetes.io/name, version and part-of that agree with them.',
    violations: ofPods(
      ({ labels }) =>
        !labels['app'] ||
        !labels['version'] ||
        labels['app.kubernetes.io/name'] !== labels['app'] ||
        labels['app.kubernetes.io/version'] !== labels['version'] ||
        labels['app.kubernetes.io/part-of'] !== 'product-gateway',
    ),
  },
  {
    sentence: 'Nothing waits for a sidecar: sidecars are native ones, which start first and end last.',
    violations: ofPods((pod) => SIDECAR_WAITS.test(JSON.stringify(pod))),
  },
  {
    sentence: 'A pod meets the restricted Pod Security Standard, but for what a mesh adds to it.',
    violations: (objects) =>
      podTemplates(objects).flatMap(({ name, spec }) =>
        restrictedViolations(spec).map((violation) => `${name} ${violation}`),
      ),
  },
];

function ofPods(breaks: (pod: PodTemplate) => boolean): Rule['violations'] {
  return (objects) =>
    podTemplates(objects)
      .filter(breaks)
      .map(({ name }) => name);
}

function ofContainers(breaks: (container: IContainer) => boolean): Rule['violations'] {
  return ofPods(({ spec }) => [...(spec.initContainers ?? []), ...spec.containers].some(breaks));
}
