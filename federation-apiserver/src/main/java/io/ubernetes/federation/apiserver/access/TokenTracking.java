package io.ubernetes.federation.apiserver.access;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// Says since which day the use of standing tokens is noted, in the ConfigMap in which Kubernetes'
/// API server says it: a Secret without a note was not used since then. Stateless.
final class TokenTracking {
  private static final NamespacedName KEY =
      new NamespacedName("kube-system", "kube-apiserver-legacy-service-account-token-tracking");

  private TokenTracking() {}

  static void ensure(Registry configMaps, InstantSource clock) {
    if (configMaps.cache().snapshot().get(KEY) != null) {
      return;
    }
    ApiObject made =
        ApiObject.of(new GroupVersionKind("", "v1", "ConfigMap"), KEY.namespace(), KEY.name());
    made.json()
        .putObject("data")
        .put("since", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString());
    try {
      var _ =
          configMaps.create(
              configMaps.type().versions().getFirst(),
              KEY.namespace(),
              made.json(),
              WriteOptions.by("system:apiserver", "kube-apiserver"));
    } catch (ApiException refused) {
      if (refused.code() != 409) {
        throw refused;
      } // another server said it first
    }
  }
}
