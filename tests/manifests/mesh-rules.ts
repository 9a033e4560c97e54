import { Namespace } from 'kubernetes-models/v1/Namespace';

import { nameOf, ofKind, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { podTemplates } from './pod-template.ts';
import type { Rule } from './rule.ts';

/** Labels and annotations by which a mesh carries the traffic of a pod, unless their value is disabled, false or none. */
const INJECTION_MARKS = {
  istio: ['istio-injection', 'istio.io/rev', 'sidecar.istio.io/inject'],
  ambient: ['istio.io/dataplane-mode'],
  linkerd: ['linkerd.io/inject'],
};

export const meshRules: Rule[] = [
  {
    sentence: 'There is no ServiceProfile and no kind of SMI: Gateway API has taken their place.',
    violations: (objects) =>
      objects
        .filter(({ apiVersion, kind }) => kind === 'ServiceProfile' || apiVersion.includes('smi-spec.io/'))
        .map(nameOf),
  },
  {
    sentence: 'One mesh at most carries the traffic of a namespace and its pods.',
    violations(objects) {
      const namespaces = ofKind(objects, Namespace);
      const marked = [
        ...namespaces.map((object) => ({ name: nameOf(object), parts: [object.metadata] })),
        ...podTemplates(objects).map((pod) => {
          const around = namespaces.find(({ metadata }) => metadata.name === pod.namespace);
          return { name: pod.name, parts: [pod, around?.metadata ?? {}] };
        }),
      ];
      return marked.filter(({ parts }) => new Set(parts.flatMap(injectingMeshes)).size > 1).map(({ name }) => name);
    },
  },
  {
    sentence: 'An object has a namespace, or it would be created in the current one of kubectl.',
    violations: (objects) =>
      objects.filter(({ kind, metadata }) => kind !== 'Namespace' && !metadata.namespace).map(nameOf),
  },
];

type Marked = Pick<KubernetesObject['metadata'], 'labels' | 'annotations'>;

function injectingMeshes({ labels, annotations }: Marked): string[] {
  const marks = { ...labels, ...annotations };
  return Object.entries(INJECTION_MARKS).flatMap(([mesh, names]) =>
    names.some((name) => !/^(disabled|false|none)$/.test(marks[name] ?? 'disabled')) ? [mesh] : [],
  );
}
