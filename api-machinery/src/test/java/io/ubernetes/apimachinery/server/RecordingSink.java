package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.model.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Takes a stream and keeps it. Thread-safe.
final class RecordingSink implements Response.Sink {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Runnable> atClose = new ArrayList<>();
  private boolean ended;

  @Override
  public synchronized long write(List<byte[]> chunks) {
    chunks.forEach(bytes::writeBytes);
    return 0;
  }

  @Override
  public synchronized void end() {
    ended = true;
  }

  @Override
  public synchronized void abort() {
    ended = true;
  }

  @Override
  public synchronized void onClose(Runnable action) {
    atClose.add(action);
  }

  @Override
  public void onDrain(Runnable action) {}

  synchronized boolean isEnded() {
    return ended;
  }

  /// The client goes away.
  void close() {
    List<Runnable> actions;
    synchronized (this) {
      actions = List.copyOf(atClose);
    }
    actions.forEach(Runnable::run);
  }

  synchronized List<ObjectNode> events() {
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  /// Types and names, such as `ADDED a`.
  List<String> summary() {
    return events().stream()
        .map(event ->
            Json.text(event, "type") + " " + Json.text(event, "object", "metadata", "name"))
        .map(String::strip)
        .toList();
  }
}
