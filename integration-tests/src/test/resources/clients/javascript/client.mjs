// Uses the official JavaScript client as its documentation shows it, on the server of $KUBECONFIG.
// Ends with 0 when every step did what a Kubernetes API server does.
import assert from 'node:assert/strict';
import { ApiException, AppsV1Api, AuthorizationV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi,
  PatchStrategy, VersionApi, Watch, makeInformer } from '@kubernetes/client-node';

const config = new KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(CoreV1Api);
const apps = config.makeApiClient(AppsV1Api);
const objects = KubernetesObjectApi.makeApiClient(config);
const namespace = `javascript-${process.pid}`;

async function step(name, action) {
  await action();
  console.log(`ok: ${name}`);
}

async function until(condition) {
  const end = Date.now() + 60_000;
  while (!condition()) {
    assert.ok(Date.now() < end, `not in time: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function refusal(promise) {
  const error = await promise.then(() => undefined, (reason) => reason);
  assert.ok(error instanceof ApiException, `an ApiException, not ${error}`);
  return { code: error.code, ...JSON.parse(error.body) };
}

const replicaSet = (name, replicas) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name, namespace, labels: { app: name } },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'c', image: 'example/c:1' }] },
    },
  },
});

await step('version', async () => {
  const version = await config.makeApiClient(VersionApi).getCode();
  assert.equal(version.major, '1');
});

await step('namespace', async () => {
  const made = await core.createNamespace({ body: { metadata: { name: namespace } } });
  assert.equal(made.status.phase, 'Active');
});

await step('create, read, list, replace', async () => {
  const made = await apps.createNamespacedReplicaSet({ namespace, body: replicaSet('web', 3) });
  assert.equal(made.spec.template.spec.restartPolicy, 'Always');
  const read = await apps.readNamespacedReplicaSet({ namespace, name: 'web' });
  assert.equal(read.metadata.uid, made.metadata.uid);
  assert.ok(read.metadata.creationTimestamp instanceof Date);
  const list = await apps.listNamespacedReplicaSet({ namespace, labelSelector: 'app=web' });
  assert.deepEqual(list.items.map((item) => item.metadata.name), ['web']);
  read.spec.replicas = 4;
  const replaced = await apps.replaceNamespacedReplicaSet({ namespace, name: 'web', body: read });
  assert.equal(replaced.metadata.generation, 2);
  const stale = await refusal(
    apps.replaceNamespacedReplicaSet({ namespace, name: 'web', body: read }));
  assert.equal(stale.code, 409);
  assert.equal(stale.reason, 'Conflict');
});

await step('refusals', async () => {
  const missing = await refusal(apps.readNamespacedReplicaSet({ namespace, name: 'none' }));
  assert.equal(missing.code, 404);
  assert.equal(missing.details.name, 'none');
  const bad = replicaSet('bad', -1);
  const invalid = await refusal(apps.createNamespacedReplicaSet({ namespace, body: bad }));
  assert.equal(invalid.code, 422);
  assert.deepEqual(invalid.details.causes.map((cause) => cause.field), ['spec.replicas']);
});

await step('patches of all kinds', async () => {
  const patch = (spec, strategy) =>
    objects.patch(
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', namespace }, ...spec },
      undefined, undefined, 'javascript',
      strategy === PatchStrategy.ServerSideApply ? true : undefined, strategy);
  const strategic = await patch(
    { spec: { template: { spec: { containers: [{ name: 'd', image: 'example/d:1' }] } } } },
    PatchStrategy.StrategicMergePatch);
  assert.deepEqual(strategic.spec.template.spec.containers.map((c) => c.name), ['d', 'c']);
  const merged = await patch({ spec: { replicas: 6 } }, PatchStrategy.MergePatch);
  assert.equal(merged.spec.replicas, 6);
  const applied = await patch({ spec: { replicas: 7 } }, PatchStrategy.ServerSideApply);
  assert.equal(applied.spec.replicas, 7);
  const scale = await apps.readNamespacedReplicaSetScale({ namespace, name: 'web' });
  assert.equal(scale.spec.replicas, 7);
  scale.spec.replicas = 2;
  await apps.replaceNamespacedReplicaSetScale({ namespace, name: 'web', body: scale });
});

await step('pages', async () => {
  for (let i = 0; i < 5; i++) {
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: `c${i}` } } });
  }
  const names = [];
  let page = {};
  do {
    const list = await core.listNamespacedConfigMap({
      namespace, limit: 2, _continue: page._continue, fieldSelector: 'metadata.name!=kube-root-ca.crt',
    });
    names.push(...list.items.map((item) => item.metadata.name));
    page = list.metadata;
  } while (page._continue);
  assert.deepEqual(names, ['c0', 'c1', 'c2', 'c3', 'c4']);
});

await step('watch', async () => {
  const seen = [];
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const list = await core.listNamespacedConfigMap({ namespace });
  const request = await new Watch(config).watch(
    path,
    { resourceVersion: list.metadata.resourceVersion, allowWatchBookmarks: true },
    (type, object) => seen.push(`${type} ${object.metadata.name}`),
    (error) => seen.push(`end ${error?.name}`));
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'w' } } });
  await core.deleteNamespacedConfigMap({ namespace, name: 'w' });
  await until(() => seen.length >= 2);
  request.abort();
  assert.deepEqual(seen.slice(0, 2), ['ADDED w', 'DELETED w']);
});

await step('informer', async () => {
  const names = new Set();
  const informer = makeInformer(
    config,
    `/api/v1/namespaces/${namespace}/configmaps`,
    () => core.listNamespacedConfigMap({ namespace }));
  informer.on('add', (object) => names.add(object.metadata.name));
  informer.on('delete', (object) => names.delete(object.metadata.name));
  await informer.start();
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'informed' } } });
  await until(() => names.has('informed') && names.has('c0'));
  await core.deleteNamespacedConfigMap({ namespace, name: 'informed' });
  await until(() => !names.has('informed'));
  assert.ok(informer.get('c0', namespace));
  await informer.stop();
});

await step('access review', async () => {
  const review = await config.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({
    body: { spec: { resourceAttributes: { verb: 'get', resource: 'configmaps', namespace } } },
  });
  assert.equal(review.status.allowed, true);
});

await step('delete', async () => {
  await apps.deleteCollectionNamespacedReplicaSet({ namespace });
  const left = await apps.listNamespacedReplicaSet({ namespace });
  assert.equal(left.items.length, 0);
  await core.deleteNamespace({ name: namespace });
});
