import { expect, it } from 'vitest';

import { observationsIn, readObservations } from './api-observations.ts';

const OBSERVATION = {
  apiVersion: 'v1',
  kind: 'Service',
  fields: ['annotation retry.linkerd.io/grpc'],
  attachment: 'itself',
  result: 'ignored',
  version: '2.20',
  observed: 'Nothing was retried.',
};
const parsed = (changes: object, folder = 'scenarios/retries/linkerd') =>
  observationsIn(JSON.stringify([{ ...OBSERVATION, ...changes }]), folder);

it('a folder without the file has no observations', () => {
  expect(readObservations('scenarios/none/istio')).toEqual([]);
});

it('the proof of an observation is the UNSUPPORTED.md or its own file, unless it names another', () => {
  expect(parsed({})).toMatchObject([{ group: '', proof: 'scenarios/retries/linkerd/apis.yaml' }]);
  expect(parsed({}, 'scenarios/mirroring/linkerd')).toMatchObject([
    { proof: 'scenarios/mirroring/linkerd/UNSUPPORTED.md' },
  ]);
  expect(parsed({ proof: 'docs/exercises.md' })).toMatchObject([{ proof: 'docs/exercises.md' }]);
});

it.each([
  [{ fields: [] }, 'at 0.fields: no field'],
  [{ result: 'works' }, 'at 0.result: '],
  [{ observed: 'Nothing' }, 'at 0.observed: '],
  [{ issue: 'linkerd2#14033' }, 'at 0.issue: '],
  [{ proof: 'docs/none.md' }, 'at 0.proof: no such file'],
  [{ mesh: 'linkerd' }, 'at 0.mesh: '],
])('an observation with %j is refused: %s', (changes, message) => {
  expect(() => parsed(changes)).toThrow(`scenarios/retries/linkerd/apis.yaml is no list of observations. ${message}`);
});
