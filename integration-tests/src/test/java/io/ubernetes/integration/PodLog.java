package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the pods that were created and deleted in one member while this was open. Thread-safe.
final class PodLog implements AutoCloseable {

  private final Informers informers;
  private final Set<String> created = ConcurrentHashMap.newKeySet();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  PodLog(ApiClient member) throws InterruptedException {
    informers = new Informers(member);
    Informer pods = informers.informer(ApiResources.PODS);
    pods.addHandler(
        new ChangeHandler() {
          @Override
          public void onAdd(ApiObject pod) {
            created.add(pod.uid());
          }

          @Override
          public void onUpdate(ApiObject before, ApiObject after) {
            created.add(after.uid());
          }

          @Override
          public void onDelete(ApiObject last) {
            deleted.add(last.uid());
          }
        });
    assertThat(pods.awaitSynced(LiveFederation.PATIENCE)).as("the pods are read").isTrue();
  }

  int created() {
    return created.size();
  }

  int deleted() {
    return deleted.size();
  }

  @Override
  public void close() {
    informers.close();
  }
}
