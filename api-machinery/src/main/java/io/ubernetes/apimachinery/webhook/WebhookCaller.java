package io.ubernetes.apimachinery.webhook;

import io.ubernetes.apimachinery.schema.GoJsonSyntax;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Sends reviews to webhooks over HTTPS. Connections are kept and shared by all webhooks that trust
/// the same authorities. Thread-safe; calls block, and are meant for virtual threads.
public final class WebhookCaller implements AutoCloseable {

  /// Calls that run at the same time. More wait for their turn as long as their webhook's timeout
  /// allows, so that slow webhooks cannot take all memory.
  private static final int MAX_CALLS = 256;

  /// Distinct sets of authorities with connections of their own.
  private static final int MAX_CLIENTS = 64;

  private final Predicate<NamespacedName> serviceExists;
  private final Semaphore running = new Semaphore(MAX_CALLS);

  @SuppressWarnings("serial") // never serialised
  private final Map<String, HttpClient> clients =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, HttpClient> eldest) {
              return size() > MAX_CLIENTS;
            }
          });

  /// What came of a call.
  public sealed interface Answer {
    /// The webhook's review.
    record Review(ObjectNode json) implements Answer {}

    /// Its authorities cannot be read, so it was not called.
    ///
    /// @param why as Kubernetes says it
    record Unprepared(String why) implements Answer {}

    /// There is none.
    ///
    /// @param why as Kubernetes says it
    record Failure(String why) implements Answer {}
  }

  /// What a call may take.
  ///
  /// @param timeout until the whole answer is there
  /// @param answerBytes the longest answer
  public record Limits(Duration timeout, int answerBytes) {}

  /// @param serviceExists knows the Services that there are
  public WebhookCaller(Predicate<NamespacedName> serviceExists) {
    this.serviceExists = serviceExists;
  }

  /// Sends a review and waits for the answer.
  public Answer call(WebhookEndpoint endpoint, Limits limits, ObjectNode review) {
    Duration timeout = limits.timeout();
    String address = endpoint.address(timeout);
    HttpClient client;
    try {
      client = client(endpoint.authorities());
    } catch (CertificateException unreadable) {
      return new Answer.Unprepared("unable to load root certificates: " + unreadable.getMessage());
    }
    if (endpoint instanceof WebhookEndpoint.Service service) {
      return posting(address, unreachable(service));
    }
    try {
      if (!running.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return posting(address, "context deadline exceeded");
      }
      try {
        return send(client, address, limits, review);
      } finally {
        running.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return posting(address, "context canceled");
    }
  }

  /// A federation has no pods, so there is nothing behind its Services that could be called.
  private String unreachable(WebhookEndpoint.Service service) {
    return serviceExists.test(service.service())
        ? "no endpoints available for service \"" + service.service().name() + "\""
        : "service \"" + service.service().name() + "\" not found";
  }

  private HttpClient client(String authorities) throws CertificateException {
    HttpClient known = clients.get(authorities);
    if (known != null) {
      return known;
    }
    HttpClient made =
        HttpClient.newBuilder()
            .sslContext(Trust.in(authorities))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    HttpClient before = clients.putIfAbsent(authorities, made);
    return before == null ? made : before;
  }

  private static Answer send(HttpClient client, String address, Limits limits, ObjectNode review)
      throws InterruptedException {
    Duration timeout = limits.timeout();
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(URI.create(address))
              .timeout(timeout)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json, */*")
              .header("User-Agent", "ubernetes-apiserver")
              .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(review)))
              .build();
    } catch (IllegalArgumentException malformed) {
      return posting(address, String.valueOf(malformed.getMessage()));
    }
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), limits.answerBytes()));
    try {
      return read(call.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException late) {
      call.cancel(true);
      return posting(address, "context deadline exceeded");
    } catch (ExecutionException failure) {
      return posting(address, reason(failure.getCause(), request.uri()));
    }
  }

  private static Answer.Failure posting(String address, String why) {
    return new Answer.Failure("Post \"" + address + "\": " + why);
  }

  private static Answer read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status < 200 || status > 299) {
      return new Answer.Failure(refusal(status));
    }
    if (response.body().length == 0) {
      String type = response.headers().firstValue("content-type").orElse("");
      return new Answer.Failure(
          "0-length response with status code: %d and content type: %s".formatted(status, type));
    }
    try {
      return new Answer.Review(Json.parseObject(response.body()));
    } catch (JacksonException malformed) {
      return new Answer.Failure(
          "couldn't get version/kind; json parse error: " + GoJsonSyntax.fault(response.body()));
    }
  }

  /// client-go's sentences for answers without a Status.
  private static String refusal(int status) {
    return switch (status) {
      case 400 -> "the server rejected our request for an unknown reason";
      case 401 -> "the server has asked for the client to provide credentials";
      case 403 -> "forbidden";
      case 404 -> "the server could not find the requested resource";
      case 405 -> "the server does not allow this method on the requested resource";
      case 409 -> "the server reported a conflict";
      case 429 -> "the server has received too many requests and has asked us to try again later";
      case 503 -> "the server is currently unable to handle the request";
      default ->
          status >= 500
              ? "an error on the server (\"unknown\") has prevented the request from succeeding"
              : "the server responded with the status code "
                  + status
                  + " but did not return more information";
    };
  }

  /// In Go's words, which people search for.
  private static String reason(@Nullable Throwable failure, URI uri) {
    int port = uri.getPort() < 0 ? 443 : uri.getPort();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpTimeoutException) {
        return "context deadline exceeded";
      }
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "dial tcp: lookup " + uri.getHost() + ": no such host";
      }
      if (cause instanceof CertificateException untrusted) {
        return "tls: failed to verify certificate: x509: "
            + Trust.problem(untrusted, uri.getHost());
      }
    }
    return switch (failure) {
      case ConnectException refused ->
          "dial tcp " + uri.getHost() + ":" + port + ": connect: connection refused";
      case SSLException tls -> "tls: " + tls.getMessage();
      case IOException broken when broken.getMessage() == null -> "EOF";
      case null -> "EOF";
      default -> String.valueOf(failure.getMessage());
    };
  }

  /// Ends the calls that run.
  @Override
  public void close() {
    synchronized (clients) {
      clients.values().forEach(HttpClient::shutdownNow);
      clients.clear();
    }
  }
}
