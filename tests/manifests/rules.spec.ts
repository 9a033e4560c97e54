import { expect, it } from 'vitest';

import { objectsOf } from '../../libs/testbed/src/cluster/kustomize.ts';
import { ruleViolations, RULES } from './rules.ts';

/** Objects that keep all rules. Each bad example below changes one part of them. */
const GOOD = `
apiVersion: v1
kind: Namespace
metadata: { name: team-a, labels: { istio-injection: enabled }, annotations: { linkerd.io/inject: disabled } }
---
apiVersion: v1
kind: Service
metadata: { name: price, namespace: team-a, annotations: { retry.linkerd.io/grpc: unavailable } }
spec: { selector: { app: price }, ports: [{ name: grpc, port: 6567 }] }
---
apiVersion: v1
kind: Service
metadata: { name: price-v1, namespace: team-a }
spec: { selector: { app: price, version: v1 }, ports: [{ name: grpc, port: 6567 }] }
---
apiVersion: v1
kind: Service
metadata: { name: price-v2, namespace: team-a }
spec: { selector: { app: price, version: v2 }, ports: [{ name: grpc, port: 6567 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: price-v1, namespace: team-a }
spec:
  template:
    metadata:
      labels:
        app: price
        version: v1
        app.kubernetes.io/name: price
        app.kubernetes.io/version: v1
        app.kubernetes.io/part-of: product-gateway
      annotations: { prometheus.io/scrape: 'true' }
    spec:
      enableServiceLinks: false
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: service
          imagePullPolicy: IfNotPresent
          lifecycle: {}
          readinessProbe: { httpGet: { path: /readyz, port: http } }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
---
apiVersion: v1
kind: Pod
metadata:
  name: price-v2
  namespace: team-a
  labels:
    app: price
    version: v2
    app.kubernetes.io/name: price
    app.kubernetes.io/version: v2
    app.kubernetes.io/part-of: product-gateway
spec:
  enableServiceLinks: false
  containers:
    - name: service
      imagePullPolicy: Never
      ports: []
      securityContext: { runAsNonRoot: true, seccompProfile: { type: Localhost }, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: price, namespace: team-a }
spec:
  parentRefs: [{ group: '', kind: Service, name: price }]
  rules:
    - matches: [{ method: { service: product_gateway.price.v1.PriceService }, headers: [{ name: x-tester, value: alice }] }]
      filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: price-v2, port: 6567 } } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: team-a, namespace: team-a }
spec: { parentRefs: [{ name: team-a }], rules: [{ backendRefs: [{ name: gateway, port: 9999 }] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: team-a }
spec: { hosts: [reviews.team-a.svc.cluster.local], http: [{ fault: {} }, { timeout: 1s }, { retries: { attempts: 0 } }] }
`;

/** The violations of each rule: a part of the good manifest and its replacement. */
const BAD: Record<string, [good: string, bad: string][]> = {
  'A port of a Service is named http, grpc or tcp, by which a mesh knows its protocol.': [
    ['name: grpc', 'name: api'],
    ['{ name: grpc, port', '{ port'],
  ],
  'A port of a Service has no appProtocol: Linkerd takes a port with appProtocol grpc for opaque.': [
    ['port: 6567 }', 'port: 6567, appProtocol: grpc }'],
  ],
  'Each version of an app has a Service of its own, beside the one for all of them.': [
    ['version: v1 }, ports', 'version: v3 }, ports'],
    ['selector: { app: price }', 'selector: { app: price, version: v1 }'],
  ],
  'A probe is an httpGet: a policy that denies refuses all others.': [
    ['httpGet: { path: /readyz, port: http }', 'grpc: { port: 6567 }'],
  ],
  'imagePullPolicy is IfNotPresent or Never, so that an image which is there is not pulled.': [
    ['imagePullPolicy: IfNotPresent', 'imagePullPolicy: Always'],
    ['imagePullPolicy: IfNotPresent', 'image: product-gateway/price'],
  ],
  'A container has no preStop hook: services drain by themselves, and their images have no shell.': [
    ['lifecycle: {}', 'lifecycle: { preStop: { sleep: { seconds: 5 } } }'],
  ],
  'enableServiceLinks is false, or a Service named price would set PRICE_PORT to tcp://….': [
    ['enableServiceLinks: false', 'dnsPolicy: Default'],
  ],
  'A pod has the labels app and version, and app.kubernetes.io/name, version and part-of that agree with them.': [
    ['app.kubernetes.io/version: v1', 'app.kubernetes.io/version: v2'],
    ['app.kubernetes.io/part-of: product-gateway', 'app.kubernetes.io/component: backend'],
  ],
  'Nothing waits for a sidecar: sidecars are native ones, which start first and end last.': [
    ["prometheus.io/scrape: 'true'", "proxy.istio.io/config: '{ holdApplicationUntilProxyStarts: true }'"],
    ['imagePullPolicy: Never', 'imagePullPolicy: Never\n      command: [linkerd-await, --, node]'],
  ],
  'A pod meets the restricted Pod Security Standard, but for what a mesh adds to it.': [
    ['runAsNonRoot: true', 'runAsNonRoot: false'],
    ['runAsNonRoot: true', 'runAsNonRoot: true, runAsUser: 0'],
    ['RuntimeDefault', 'Unconfined'],
    ['allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true'],
    ['allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: false, privileged: true'],
    ['allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: false, procMount: Unmasked'],
    ['drop: [ALL]', 'drop: [NET_RAW]'],
    ['drop: [ALL]', 'drop: [ALL], add: [NET_ADMIN]'],
    ['ports: []', 'ports: [{ containerPort: 9094, hostPort: 9094 }]'],
    ['enableServiceLinks: false', 'enableServiceLinks: false\n      hostNetwork: true'],
    ['enableServiceLinks: false', 'enableServiceLinks: false\n      volumes: [{ name: x, hostPath: {} }]'],
  ],
  'A match of a GRPCRoute names a service, or Linkerd responds INTERNAL to every call and still says Accepted.': [
    ['method: { service: product_gateway.price.v1.PriceService }, ', ''],
    ['service: product_gateway', 'method: product_gateway'],
  ],
  'A route has only what Gateway API 1.2.1 has, for Linkerd drops what it does not know.': [
    ['- matches', '- name: testers\n      matches'],
    ['requestMirror: {', 'requestMirror: { percent: 10,'],
    ['rules: [{', 'rules: [{ retry: { attempts: 2 },'],
    ['rules: [{', 'rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { statusCode: 308 } }],'],
  ],
  'A route to a Service has it as a parent of group "" and kind Service.': [
    ['parentRefs: [{ name: team-a }]', 'parentRefs: [{ name: gateway }]'],
    ['parentRefs: [{ name: team-a }]', 'parentRefs: [{ kind: Service, name: team-a }]'],
  ],
  'retry.linkerd.io is said of a Service or a GRPCRoute that are attached to each other, or nothing is retried.': [
    ["parentRefs: [{ group: '', kind: Service, name: price }]", 'parentRefs: [{ name: team-a }]'],
    ['kind: HTTPRoute\nmetadata: {', 'kind: HTTPRoute\nmetadata: { annotations: { retry.linkerd.io/grpc: internal },'],
  ],
  'A host has routes of Gateway API or a VirtualService, not both: Istio would take only one.': [
    ['hosts: [reviews', 'hosts: [price'],
  ],
  'A route of a VirtualService has a fault, or retries and a timeout: Istio would ignore these beside a fault.': [
    ['fault: {}', 'fault: {}, timeout: 1s'],
    ['fault: {}', 'fault: {}, retries: { attempts: 2 }'],
  ],
  'There is no ServiceProfile and no kind of SMI: Gateway API has taken their place.': [
    ['networking.istio.io/v1\nkind: VirtualService', 'linkerd.io/v1alpha2\nkind: ServiceProfile'],
    ['networking.istio.io/v1\nkind: VirtualService', 'split.smi-spec.io/v1alpha2\nkind: TrafficSplit'],
  ],
  'One mesh at most carries the traffic of a namespace and its pods.': [
    ['linkerd.io/inject: disabled', 'linkerd.io/inject: enabled'],
    ['istio-injection: enabled', 'istio-injection: enabled, istio.io/dataplane-mode: ambient'],
    ["prometheus.io/scrape: 'true'", 'linkerd.io/inject: enabled'],
  ],
  'An object has a namespace, or it would be created in the current one of kubectl.': [
    ['name: reviews, namespace: team-a', 'name: reviews'],
  ],
};

it('the good manifest violates no rule', () => {
  expect(ruleViolations(objectsOf(GOOD))).toEqual([]);
});

it.each(Object.entries(BAD).flatMap(([sentence, changes]) => changes.map((change) => [sentence, ...change] as const)))(
  'the rule "%s" is violated where "%s" is "%s"',
  (sentence, good, bad) => {
    expect(GOOD).toContain(good);
    const violating = objectsOf(GOOD.replace(good, bad));
    const sentences = RULES.filter((rule) => rule.violations(violating).length > 0).map((rule) => rule.sentence);
    expect(sentences).toEqual([sentence]);
  },
);

it('every rule has a bad example', () => {
  expect(Object.keys(BAD)).toEqual(RULES.map(({ sentence }) => sentence));
});

it('a violation has the name of the object and the sentence of the rule', () => {
  expect(ruleViolations(objectsOf(GOOD.replace('drop: [ALL]', 'drop: []')))).toEqual([
    'Deployment/price-v1 service.capabilities: A pod meets the restricted Pod Security Standard, but for what a mesh adds to it.',
  ]);
});
