package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.storage.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// `/healthz`, `/livez` and `/readyz` with their checks, in Kubernetes' form.
final class Health {

  private static final String TEXT = "text/plain; charset=utf-8";

  private final Map<String, BooleanSupplier> alive = new TreeMap<>();
  private final Map<String, BooleanSupplier> ready = new TreeMap<>();

  /// @param synced whether everything that is served from memory is there
  Health(Store store, BooleanSupplier synced) {
    BooleanSupplier ping = () -> true;
    BooleanSupplier etcd = new StoreProbe(store)::answers;
    alive.put("ping", ping);
    ready.put("ping", ping);
    ready.put("etcd", etcd);
    ready.put("informer-sync", synced);
  }

  /// Whether a path is one of the health endpoints or a check below one.
  static boolean owns(String path) {
    return path.matches("/(healthz|livez|readyz)(/.*)?");
  }

  Response answer(Request request, String path) {
    String[] parts = path.substring(1).split("/", 2);
    Map<String, BooleanSupplier> checks = parts[0].equals("livez") ? alive : ready;
    if (parts.length == 1) {
      return summary(request, parts[0], checks);
    }
    return Optional.ofNullable(checks.get(parts[1]))
        .map(check ->
            check.getAsBoolean() ? text(200, "ok") : text(500, "internal server error: failed\n"))
        .orElseGet(() -> text(404, "404 page not found\n"));
  }

  private static Response summary(
      Request request, String endpoint, Map<String, BooleanSupplier> checks) {
    List<String> excluded = request.query().getOrDefault("exclude", List.of());
    StringBuilder report = new StringBuilder();
    boolean ok = true;
    for (Map.Entry<String, BooleanSupplier> check : checks.entrySet()) {
      if (excluded.contains(check.getKey())) {
        report.append("[+]").append(check.getKey()).append(" excluded: ok\n");
      } else if (check.getValue().getAsBoolean()) {
        report.append("[+]").append(check.getKey()).append(" ok\n");
      } else {
        ok = false;
        report.append("[-]").append(check.getKey()).append(" failed: reason withheld\n");
      }
    }
    if (!ok) {
      return text(500, report + endpoint + " check failed\n");
    }
    boolean verbose = request.parameter("verbose").isPresent();
    return text(200, verbose ? report + endpoint + " check passed\n" : "ok");
  }

  static Response.Full text(int status, String body) {
    return Response.Full.bytes(status, TEXT, body.getBytes(StandardCharsets.UTF_8));
  }
}
