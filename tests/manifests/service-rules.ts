import { isDeepStrictEqual } from 'node:util';

import type { IServicePort } from 'kubernetes-models/v1/ServicePort';
import { Service } from 'kubernetes-models/v1/Service';

import { nameOf, ofKind } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { podTemplates } from './pod-template.ts';
import type { Rule } from './rule.ts';

export const serviceRules: Rule[] = [
  {
    sentence: 'A port of a Service is named http, grpc or tcp, by which a mesh knows its protocol.',
    violations: ofPorts(({ name = '' }) => !/^(http|grpc|tcp)$/.test(name)),
  },
  {
    sentence: 'A port of a Service has no appProtocol: Linkerd takes a port with appProtocol grpc for opaque.',
    violations: ofPorts(({ appProtocol }) => appProtocol !== undefined),
  },
  {
    sentence: 'Each version of an app has a Service of its own, beside the one for all of them.',
    violations(objects) {
      const services = ofKind(objects, Service);
      const isSelectedBy = (labels: object) => services.some(({ spec }) => isDeepStrictEqual(spec?.selector, labels));
      const pods = podTemplates(objects).map(({ name, labels: { app, version } }) => ({ name, app, version }));
      return pods
        .filter(({ app, version }) => pods.some((other) => other.app === app && other.version !== version))
        .filter(({ app, version }) => !isSelectedBy({ app }) || !isSelectedBy({ app, version }))
        .map(({ name }) => name);
    },
  },
];

function ofPorts(breaks: (port: IServicePort) => boolean): Rule['violations'] {
  return (objects) =>
    ofKind(objects, Service)
      .filter(({ spec }) => spec?.ports?.some(breaks))
      .map(nameOf);
}
