package io.ubernetes.bench.size;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.apimachinery.storage.etcd.EtcdStore;
import io.ubernetes.bench.api.Target;
import io.ubernetes.bench.api.WatchRun;
import io.ubernetes.bench.federation.LocalFederation;
import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.load.LoadClient;
import io.ubernetes.bench.load.ReplicaSets;
import io.ubernetes.bench.load.Sandbox;
import io.ubernetes.bench.report.Latency;
import io.ubernetes.bench.report.Report;
import io.ubernetes.model.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Measures one server while its store is nearly empty, fills the store, starts the server anew and
/// measures it again. Owned by one thread; used once.
public final class SizeRun {
  private static final int CLIENTS = 64;
  private static final int CONNECTIONS = 8;
  private static final int WATCHERS = 500;
  private static final int WATCHES_PER_CONNECTION = 50;

  /// A server lets 1,000 streams share a connection.
  private static final int IDLE_WATCHES_PER_CONNECTION = 900;

  /// So many watches are opened at once: fewer than a server lets be under way.
  private static final int OPENERS = 100;

  private static final int HISTORY_OBJECTS = 100;
  private static final Duration OPENING = Duration.ofMinutes(2);

  private final Vertx vertx;
  private final LocalFederation federation;
  private final String name;
  private final Plan plan;
  private final Report report;

  /// @param objects in the store at last
  /// @param bytes of each object as it is stored, at least
  /// @param watchers that are idle at a time
  /// @param changes of few objects, which the history keeps
  /// @param time for each measurement of speed; zero for none
  /// @param warmUp before the first of them
  public record Plan(
      long objects, int bytes, int watchers, int changes, Duration time, Duration warmUp) {}

  /// @param federation nothing but an API server and its store
  /// @param name of the server in the report
  public SizeRun(Vertx vertx, LocalFederation federation, String name, Plan plan, Report report) {
    this.vertx = vertx;
    this.federation = federation;
    this.name = name;
    this.plan = plan;
    this.report = report;
  }

  /// @throws IOException in one line why something could not be measured
  public void run() throws IOException {
    Memory empty;
    String uid;
    try (LoadClient client = connect(CONNECTIONS)) {
      uid = makePattern(client);
      empty = Memory.measure(client, pid());
      report.say(name + ", nearly empty: " + empty);
      speed(client, "nearly empty");
      growth(client);
    }
    federation.endApiServer();
    Copies copies = fill(uid);
    long started = System.nanoTime();
    Target.Clock clock = target().begin();
    federation.beginApiServer();
    double seconds = (System.nanoTime() - started) / 1e9;
    try (LoadClient client = connect(CONNECTIONS)) {
      report.add(
          clock.end("start, " + plan.objects(), "start", 1, 0, Latency.NONE, copies.bytes()));
      Memory full = Memory.measure(client, pid());
      report.say(
          String.format(
              Locale.ROOT,
              "%s, %,d objects of %,d bytes: ready after %.1f s; %s: heap is %.2f times the"
                  + " objects",
              name,
              plan.objects(),
              copies.bytes() / plan.objects(),
              seconds,
              full,
              (full.heap() - empty.heap()) / copies.bytes()));
      report.say(name + ": " + full.growth(empty, plan.objects(), "object"));
      speed(client, "over " + plan.objects());
      Memory afterwards = Memory.measure(client, pid());
      report.say(name + ", after that: " + afterwards);
    }
  }

  private void speed(LoadClient client, String state) throws IOException {
    if (plan.time().isZero()) {
      return;
    }
    Target target = target();
    // No sandbox of their own for creates: the store goes with its directory.
    ReplicaSets sets = new ReplicaSets(Copies.NAMESPACE, "run", 0);
    String prefix = "c" + System.nanoTime() + "-";
    Flows.run(CLIENTS, plan.warmUp(), Long.MAX_VALUE, create(client, sets, prefix + "w"));
    Target.Clock clock = target.begin();
    Flows.Outcome outcome =
        Flows.run(CLIENTS, plan.time(), Long.MAX_VALUE, create(client, sets, prefix + "m"));
    report.add(
        clock.end(
            "create, " + CLIENTS + " clients, " + state,
            "create",
            outcome.succeeded(),
            outcome.failed(),
            outcome.latencies().summary(),
            0));
    try (LoadClient watcher = connect(WATCHERS / WATCHES_PER_CONNECTION)) {
      new WatchRun(target, client, watcher, WATCHERS, plan.time()).run(List.of(20, 40), report);
    }
  }

  private static Flows.Operation create(LoadClient client, ReplicaSets sets, String prefix) {
    return (flow, number) ->
        client.send(
            flow, HttpMethod.POST, sets.path(), sets.manifest(prefix + number), LoadClient.JSON);
  }

  /// What idle watches and remembered changes take.
  private void growth(LoadClient client) throws IOException {
    try (Sandbox sandbox = Sandbox.open(client)) {
      ReplicaSets sets = sandbox.replicaSets(0);
      if (plan.watchers() > 0) {
        watchers(client, sets);
      }
      if (plan.changes() > 0) {
        history(client, sets);
      }
    }
  }

  private void watchers(LoadClient client, ReplicaSets sets) throws IOException {
    Memory before = Memory.measure(client, pid());
    int connections = Math.ceilDiv(plan.watchers(), IDLE_WATCHES_PER_CONNECTION);
    String revision =
        Json.text(client.get(sets.path() + "?limit=1").json(), "metadata", "resourceVersion");
    String path = sets.path() + "?watch=1&timeoutSeconds=3600&resourceVersion=" + revision;
    try (LoadClient watcher = connect(connections)) {
      Target.Clock clock = target().begin();
      Flows.Outcome opened =
          Flows.run(
              OPENERS,
              OPENING,
              plan.watchers(),
              (_, number) -> watcher.open((int) number, path, _ -> {}));
      report.add(
          clock.end(
              "open " + plan.watchers() + " watches",
              "watch",
              opened.succeeded(),
              opened.failed(),
              opened.latencies().summary(),
              0));
      Memory after = Memory.measure(client, pid());
      report.say(name + ": " + after.growth(before, opened.succeeded(), "idle watcher"));
    }
  }

  private void history(LoadClient client, ReplicaSets sets) throws IOException {
    Flows.run(
        CLIENTS,
        OPENING,
        HISTORY_OBJECTS,
        (flow, number) ->
            client.send(
                flow,
                HttpMethod.POST,
                sets.path(),
                sets.manifest("changed-" + number),
                LoadClient.JSON));
    Memory before = Memory.measure(client, pid());
    Flows.Outcome changed =
        Flows.run(
            CLIENTS,
            OPENING,
            plan.changes(),
            (flow, number) ->
                client.send(
                    flow,
                    HttpMethod.PATCH,
                    sets.path() + "/changed-" + number % HISTORY_OBJECTS,
                    Buffer.buffer("{\"metadata\":{\"annotations\":{\"n\":\"" + number + "\"}}}"),
                    LoadClient.MERGE_PATCH));
    Memory after = Memory.measure(client, pid());
    report.say(name + ": " + after.growth(before, changed.succeeded(), "remembered change"));
  }

  /// @return the uid of the object that is copied
  private String makePattern(LoadClient client) throws IOException {
    create(client, "/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + Copies.NAMESPACE + "\"}}");
    String path = "/apis/apps/v1/namespaces/" + Copies.NAMESPACE + "/replicasets";
    String probe = create(client, path + "?dryRun=All", Pattern.of(Copies.NAME, 0)).toString();
    int missing = Math.max(0, plan.bytes() - probe.length());
    LoadClient.Answer made =
        client.call(
            HttpMethod.POST,
            path,
            Buffer.buffer(Pattern.of(Copies.NAME, missing)),
            LoadClient.JSON);
    return Json.text(made.json(), "metadata", "uid");
  }

  private static Buffer create(LoadClient client, String path, String object) throws IOException {
    LoadClient.Answer answer =
        client.call(HttpMethod.POST, path, Buffer.buffer(object), LoadClient.JSON);
    if (!answer.isSuccess()) {
      throw new IOException("cannot create at " + path + ": " + answer.body());
    }
    return answer.body();
  }

  private Copies fill(String uid) throws IOException {
    long started = System.nanoTime();
    Copies copies;
    try (Store store = openStore()) {
      copies = new Copies(pattern(store), uid, plan.objects());
    }
    if (federation.isOnEtcd()) {
      Filling.fillEtcd(federation.etcd(), copies);
    } else {
      Filling.fillEmbedded(embeddedStore(), copies);
    }
    report.say(
        "%s: filled with %,d objects in %d s"
            .formatted(name, plan.objects(), (System.nanoTime() - started) / 1_000_000_000));
    return copies;
  }

  private static Store.Entry pattern(Store store) throws IOException {
    String prefix = "/registry/";
    for (Store.Entry entry : store.list(prefix, null, 0, 0).entries()) {
      if (entry.key().endsWith("/" + Copies.NAMESPACE + "/" + Copies.NAME)) {
        return entry;
      }
    }
    throw new IOException("the server has not stored the pattern under " + prefix);
  }

  private Store openStore() {
    return federation.isOnEtcd()
        ? EtcdStore.connect(federation.etcd().toString())
        : EmbeddedStore.open(embeddedStore());
  }

  private Path embeddedStore() {
    return federation.dataDirectory().resolve("store");
  }

  private LoadClient connect(int connections) throws IOException {
    return LoadClient.connect(vertx, Endpoint.read(federation.adminKubeconfig()), connections);
  }

  private Target target() throws IOException {
    return new Target(name, Endpoint.read(federation.adminKubeconfig()), federation.processes());
  }

  private long pid() {
    return federation.apiServerPid();
  }
}
