package io.ubernetes.apimachinery.http;

import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.node.ObjectNode;

/// Answers by path. `/memory/...` is handled on the event loop, all else on a virtual thread.
final class FakeHandler implements RequestHandler {
  final Queue<Response.Sink> sinks = new ConcurrentLinkedQueue<>();
  final CountDownLatch release = new CountDownLatch(1);
  final CountDownLatch departed = new CountDownLatch(1);

  @Override
  public boolean answersFromMemory(Request request) {
    return request.path().startsWith("/memory/");
  }

  @Override
  public boolean comesFirst(Request request) {
    return request.path().startsWith("/first/");
  }

  @Override
  public Optional<Duration> patience(Request request) {
    return request.parameter("patienceMillis").map(Long::parseLong).map(Duration::ofMillis);
  }

  @Override
  public Response handle(Request request) {
    String path = request.path();
    return switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "echo" -> echo(request);
      case "large" -> large(Integer.parseInt(request.parameter("chunks").orElseThrow()), 3_300);
      case "one-chunk" -> large(1, Integer.parseInt(request.parameter("bytes").orElseThrow()));
      case "stream" ->
          new Response.Streaming(
              200, List.of(new Response.Header("Content-Type", "application/json")), sinks::add);
      case "wait" -> {
        awaitRelease();
        yield text("released");
      }
      case "departure" -> {
        request.departure().onGone(departed::countDown);
        awaitRelease();
        yield text("released");
      }
      case "fail" -> throw new IllegalStateException("this handler fails on purpose");
      default -> text("nothing here");
    };
  }

  /// Says what the edge has understood.
  private static Response echo(Request request) {
    ObjectNode seen = Json.object();
    seen.put("method", request.method());
    seen.put("path", request.path());
    seen.set("query", Json.MAPPER.valueToTree(request.query()));
    seen.set("headers", Json.MAPPER.valueToTree(request.headers()));
    seen.put("body", new String(request.body(), StandardCharsets.UTF_8));
    seen.put("length", request.body().length);
    seen.put("virtual", Thread.currentThread().isVirtual());
    if (request.peerCertificate() != null) {
      seen.put("peer", request.peerCertificate().getSubjectX500Principal().getName());
    }
    return Response.Full.json(200, seen);
  }

  static Response.Full large(int chunks, int bytes) {
    List<byte[]> body = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      byte[] chunk = new byte[bytes];
      for (int k = 0; k < bytes; k++) {
        chunk[k] = (byte) ('a' + (i * 7 + k) % 26);
      }
      body.add(chunk);
    }
    return new Response.Full(200, List.of(new Response.Header("Content-Type", "text/plain")), body);
  }

  static byte[] joined(Response.Full full) {
    byte[] all = new byte[(int) full.length()];
    int at = 0;
    for (byte[] chunk : full.body()) {
      System.arraycopy(chunk, 0, all, at, chunk.length);
      at += chunk.length;
    }
    return all;
  }

  private static Response text(String text) {
    return Response.Full.bytes(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
