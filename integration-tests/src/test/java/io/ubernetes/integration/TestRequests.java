package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.model.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests of a test over real HTTPS, with every header in its hand.
final class TestRequests implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final String server;
  private final HttpClient client;

  TestRequests(KubeconfigFile kubeconfig, HttpClient.Version version) throws Exception {
    this.server = kubeconfig.server();
    this.client =
        HttpClient.newBuilder().sslContext(HttpsClient.tls(kubeconfig)).version(version).build();
  }

  /// @param bytes as they came, compressed or not
  record Answer(int status, HttpResponse<byte[]> response, byte[] bytes) {

    String header(String name) {
      return String.join(", ", response.headers().allValues(name));
    }

    boolean isCompressed() {
      return header("Content-Encoding").equals("gzip");
    }

    String text() {
      if (!isCompressed()) {
        return new String(bytes, UTF_8);
      }
      try (var plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        return new String(plain.readAllBytes(), UTF_8);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    ObjectNode json() {
      return Json.parseObject(text().getBytes(UTF_8));
    }

    String text(String... path) {
      return Json.text(json(), path);
    }

    /// The lines of a stream that has ended.
    List<JsonNode> events() {
      List<JsonNode> events = new ArrayList<>();
      text().lines().forEach(line -> events.add(Json.MAPPER.readTree(line)));
      return events;
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  Answer post(String path, String json) {
    return send("POST", path, json, "Content-Type", "application/json");
  }

  Answer delete(String path, String options) {
    return send("DELETE", path, options, "Content-Type", "application/json");
  }

  Answer send(String method, String path, String body, String... headers) {
    return send(method, path, body.getBytes(UTF_8), headers);
  }

  /// @param headers names and values by turns
  Answer send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(TIMEOUT)
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response, response.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  HttpClient client() {
    return client;
  }

  /// The server's address with another scheme.
  URI uri(String scheme, String path) {
    return URI.create(scheme + server.substring(server.indexOf(':')) + path);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
