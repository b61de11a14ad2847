package io.ubernetes.apimachinery.admission;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.node.ObjectNode;

/// A webhook over real HTTPS, with an authority of its own. What it answers is up to the test.
public final class WebhookServer implements AutoCloseable {

  private final CertificateAuthority authority =
      CertificateAuthority.ephemeral(InstantSource.system());
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ObjectNode> requests = Collections.synchronizedList(new ArrayList<>());

  public WebhookServer() throws IOException, GeneralSecurityException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls()));
    server.setExecutor(threads);
    server.start();
  }

  private SSLContext tls() throws IOException, GeneralSecurityException {
    Credential credential = authority.issueServer(List.of("127.0.0.1"));
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry(
        "key", credential.key(), new char[0], credential.chain().toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  public String url(String path) {
    return "https://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /// For `caBundle`.
  public String authorities() {
    return Base64.getEncoder()
        .encodeToString(authority.certificatePem().getBytes(StandardCharsets.UTF_8));
  }

  /// The `request`s of all reviews that came, in order.
  public List<ObjectNode> requests() {
    return List.copyOf(requests);
  }

  /// Answers reviews that come to a path.
  ///
  /// @param respond makes the `response` from the `request`; its uid is filled in
  public void answer(String path, Function<ObjectNode, ObjectNode> respond) {
    handle(
        path,
        request -> {
          ObjectNode review = Json.object();
          review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
          ObjectNode response = respond.apply(request);
          if (!response.has("uid")) {
            response.put("uid", Json.text(request, "uid"));
          }
          review.set("response", response);
          return new Raw(200, Json.bytes(review));
        });
  }

  /// Anything that a server may answer.
  public record Raw(int status, byte[] body) {}

  public void handle(String path, Function<ObjectNode, Raw> respond) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            ObjectNode review = Json.parseObject(exchange.getRequestBody().readAllBytes());
            ObjectNode request = (ObjectNode) review.get("request");
            requests.add(request);
            send(exchange, respond.apply(request));
          }
        });
  }

  private static void send(HttpExchange exchange, Raw raw) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(raw.status(), raw.body().length == 0 ? -1 : raw.body().length);
    exchange.getResponseBody().write(raw.body());
  }

  public static ObjectNode allow() {
    return Json.object().put("allowed", true);
  }

  public static ObjectNode patch(String operations) {
    return allow()
        .put("patchType", "JSONPatch")
        .put(
            "patch",
            Base64.getEncoder().encodeToString(operations.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
