package io.ubernetes.bench.load;

import io.ubernetes.bench.load.LoadClient.Answer;
import io.ubernetes.model.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
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

  /// Servers delete the objects of a collection one after the other, which takes minutes for what a
  /// run has created; so many clients do it faster.
  private static final int DELETERS = 64;

  private static final int PAGE = 1000;
  private static final Duration PAGE_TIME = Duration.ofMinutes(1);

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
    deleteEach(replicaSets(0).path());
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

  /// Until nothing is left, or nothing more can be deleted.
  private void deleteEach(String path) throws IOException {
    long deleted;
    do {
      List<String> names = names(client.get(path + "?limit=" + PAGE));
      deleted =
          Flows.run(
                  DELETERS,
                  PAGE_TIME,
                  names.size(),
                  (flow, number) ->
                      client.send(
                          flow,
                          HttpMethod.DELETE,
                          path + "/" + names.get((int) number),
                          Buffer.buffer(),
                          LoadClient.JSON))
              .succeeded();
    } while (deleted > 0);
  }

  private static List<String> names(Answer page) throws IOException {
    if (!page.isSuccess()) {
      throw new IOException("cannot list what is to be deleted: " + page.body());
    }
    List<String> names = new ArrayList<>();
    for (JsonNode item : page.json().withArray("items")) {
      names.add(Json.text(item, "metadata", "name"));
    }
    return names;
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
