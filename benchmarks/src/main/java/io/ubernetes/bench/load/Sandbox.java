package io.ubernetes.bench.load;

import io.ubernetes.bench.load.LoadClient.Answer;
import io.ubernetes.model.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/// A namespace of its own for one run, which goes with all that is in it when the run ends.
public final class Sandbox implements AutoCloseable {
  /// A server whose namespace controller runs has emptied the namespace by then.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int GONE = 404;

  /// What a kube-apiserver answers when it has deleted for a minute; the rest is for the next call.
  private static final int TIMEOUT = 504;

  private static final int DELETES = 10;

  private final LoadClient client;
  private final String name;

  private Sandbox(LoadClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /// @throws IOException when the server refuses to make one
  public static Sandbox open(LoadClient client) throws IOException {
    String name = "bench-" + Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), 36);
    ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
    namespace.putObject("metadata").put("name", name);
    Answer answer =
        client.call(
            HttpMethod.POST,
            "/api/v1/namespaces",
            Buffer.buffer(Json.bytes(namespace)),
            LoadClient.JSON);
    if (!answer.isSuccess()) {
      throw new IOException("cannot create a namespace: " + answer.body());
    }
    return new Sandbox(client, name);
  }

  /// The namespace's name, which is also the run's.
  public String name() {
    return name;
  }

  public ReplicaSets replicaSets(int replicas) {
    return new ReplicaSets(name, name, replicas);
  }

  @Override
  public void close() throws IOException {
    delete(replicaSets(0).path());
    delete(path());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (client.get(path()).status() != GONE) {
      if (System.nanoTime() > deadline) {
        finish();
        return;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private String path() {
    return "/api/v1/namespaces/" + name;
  }

  private void delete(String path) throws IOException {
    Answer answer = client.call(HttpMethod.DELETE, path, Buffer.buffer(), LoadClient.JSON);
    for (int more = 1; more < DELETES && answer.status() == TIMEOUT; more++) {
      answer = client.call(HttpMethod.DELETE, path, Buffer.buffer(), LoadClient.JSON);
    }
    if (!answer.isSuccess() && answer.status() != GONE) {
      throw new IOException("cannot delete " + path + ": " + answer.body());
    }
  }

  /// An API server alone has nobody who takes the finalizer off an empty namespace.
  private void finish() throws IOException {
    Answer current = client.get(path());
    if (!current.isSuccess()) {
      return;
    }
    ObjectNode namespace = current.json();
    namespace.putObject("spec").putArray("finalizers");
    client.call(
        HttpMethod.PUT,
        path() + "/finalize",
        Buffer.buffer(Json.bytes(namespace)),
        LoadClient.JSON);
  }
}
