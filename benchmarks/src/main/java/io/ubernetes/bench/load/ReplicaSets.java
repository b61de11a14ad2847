package io.ubernetes.bench.load;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/// The ReplicaSets that the runs send: about 1.5 KB each, as a workload of one container with
/// probes, ports, variables and resources is.
///
/// @param namespace they live in
/// @param run value of the label [#RUN_LABEL] of each
/// @param replicas asked for by each
public record ReplicaSets(String namespace, String run, int replicas) {
  public static final String RUN_LABEL = "bench.ubernetes.io/run";

  public String path() {
    return "/apis/apps/v1/namespaces/" + namespace + "/replicasets";
  }

  public Buffer manifest(String name) {
    return Buffer.buffer(
        TEXT.replace("NAMESPACE", namespace)
            .replace("NAME", name)
            .replace("RUN", run)
            .replace("REPLICAS", Integer.toString(replicas))
            .getBytes(StandardCharsets.UTF_8));
  }

  /// One that can be found by a mark in the stream of a watch; see [Marks].
  public Buffer marked(String name, long mark) {
    return Buffer.buffer(
        manifest(name)
            .toString()
            .replace(
                ANNOTATIONS,
                ANNOTATIONS + "\"bench.ubernetes.io/mark\":\"" + Marks.of(mark) + "\","));
  }

  private static final String ANNOTATIONS = "\"annotations\":{";

  private static final String TEXT =
      """
      {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"NAME","namespace":"NAMESPACE",\
      "labels":{"app":"NAME","tier":"frontend","team":"storefront","bench.ubernetes.io/run":"RUN"},\
      "annotations":{"example.com/owner":"the storefront team, on call by day and by night",\
      "example.com/runbook":"https://runbooks.example.com/storefront/web#when-it-does-not-answer"}},\
      "spec":{"replicas":REPLICAS,"selector":{"matchLabels":{"app":"NAME"}},"template":{"metadata":{\
      "labels":{"app":"NAME","tier":"frontend","team":"storefront"}},"spec":{"containers":[{\
      "name":"web","image":"registry.example.com/storefront/web:1.27.3-alpine",\
      "args":["--listen=:8080","--upstream=catalogue.storefront.svc:8080","--log-level=info"],\
      "ports":[{"name":"http","containerPort":8080,"protocol":"TCP"},\
      {"name":"metrics","containerPort":9090,"protocol":"TCP"}],\
      "env":[{"name":"REGION","value":"europe-west"},{"name":"CACHE_SIZE","value":"256Mi"},\
      {"name":"TRACE_ENDPOINT","value":"http://collector.observability.svc:4318/v1/traces"}],\
      "resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"cpu":"100m","memory":"64Mi"}},\
      "readinessProbe":{"httpGet":{"path":"/ready","port":"http"},"periodSeconds":5,\
      "initialDelaySeconds":2},"livenessProbe":{"httpGet":{"path":"/live","port":"http"},\
      "periodSeconds":10,"initialDelaySeconds":10}}],"terminationGracePeriodSeconds":30}}}}\
      """;
}
