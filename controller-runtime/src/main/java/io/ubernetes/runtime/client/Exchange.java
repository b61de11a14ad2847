package io.ubernetes.runtime.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.ubernetes.runtime.Sleeper;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends single HTTP requests and waits for their answers. The futures of the HTTP library end
/// here. Thread-safe.
final class Exchange implements AutoCloseable {

  /// How often a refusal with Retry-After is tried again before the caller hears of it.
  private static final int MAX_RETRIES = 3;

  /// The longest Retry-After that is waited for in place; what is longer is the caller's to plan.
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  /// The library cleans up what nobody waits for any more, after so many request timeouts.
  private static final int CLEAN_UP_FACTOR = 2;

  /// Larger than any page of a list that a server answers.
  private static final int MAX_BODY_BYTES = 256 << 20;

  private final Connections connections;
  private final String server;
  private final ClientSettings settings;
  private final Sleeper sleeper;

  Exchange(Supplier<HttpClient> opener, String server, ClientSettings settings, Sleeper sleeper) {
    this.connections = new Connections(opener, System::nanoTime);
    this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
    this.settings = settings;
    this.sleeper = sleeper;
  }

  /// What is sent: a method, a path with its query, and perhaps a body.
  record Call(String method, String path, String contentType, @Nullable String body) {

    static Call of(String method, String path) {
      return new Call(method, path, "", null);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /// Sends the call, again where the server asks for patience.
  ///
  /// @throws ApiClientException when no answer comes in time
  Answer send(Call call) {
    for (int attempt = 0; ; attempt++) {
      Answer answer = sendOnce(call);
      Duration wait = answer.retryAfter();
      boolean refusedForNow = answer.code() == 429 || answer.code() == 503;
      if (!refusedForNow
          || wait == null
          || wait.compareTo(MAX_WAIT) > 0
          || attempt >= MAX_RETRIES) {
        return answer;
      }
      pause(call, wait);
    }
  }

  /// Opens the stream of a watch.
  ///
  /// @throws ApiClientException when the server refuses, or does not accept in time
  WatchStream stream(Call call) {
    WatchStream stream = new WatchStream(call.toString());
    HttpClient http = connections.http();
    HttpRequest request = request(http, call).forStreaming().build();
    CompletableFuture<HttpResponse<AsyncBody>> future = begin(http, call, request, stream::accept);
    HttpResponse<AsyncBody> response = await(http, call, future, future);
    if (response.code() != 200) {
      throw refusal(call, response, stream);
    }
    stream.begin(response.body());
    return stream;
  }

  @Override
  public void close() {
    connections.close();
  }

  private Answer sendOnce(Call call) {
    Body body = new Body();
    HttpClient http = connections.http();
    HttpRequest request =
        request(http, call)
            .timeout(CLEAN_UP_FACTOR * settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .build();
    CompletableFuture<HttpResponse<AsyncBody>> head = begin(http, call, request, body::accept);
    CompletableFuture<HttpResponse<AsyncBody>> whole =
        head.thenCompose(response -> {
          response.body().consume();
          return response.body().done().thenApply(done -> response);
        });
    HttpResponse<AsyncBody> response = await(http, call, whole, head);
    return new Answer(response.code(), body.bytes, body.length, retryAfter(response));
  }

  /// The library does not fail the future when it is closed, but throws.
  private CompletableFuture<HttpResponse<AsyncBody>> begin(
      HttpClient http,
      Call call,
      HttpRequest request,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    try {
      return http.consumeBytes(request, consumer);
    } catch (IllegalStateException e) {
      throw connections.isClosed()
          ? ApiClientException.noAnswer(
              ApiClientException.CLOSED, call + ": the client is closed", e)
          : broken(call.toString(), e);
    }
  }

  private HttpRequest.Builder request(HttpClient http, Call call) {
    HttpRequest.Builder request =
        http.newHttpRequestBuilder().uri(server + call.path()).header("Accept", "application/json");
    if (call.body() != null || !call.method().equals("GET")) {
      request.method(call.method(), call.contentType(), call.body() == null ? "" : call.body());
    }
    return request;
  }

  private HttpResponse<AsyncBody> await(
      HttpClient http,
      Call call,
      CompletableFuture<HttpResponse<AsyncBody>> future,
      CompletableFuture<HttpResponse<AsyncBody>> head) {
    try {
      HttpResponse<AsyncBody> response =
          future.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
      connections.answered();
      return response;
    } catch (TimeoutException e) {
      cancel(head);
      connections.timedOut(http);
      throw ApiClientException.noAnswer(
          ApiClientException.TIMEOUT, call + ": no answer in " + settings.requestTimeout(), e);
    } catch (ExecutionException e) {
      throw broken(call.toString(), e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      cancel(head);
      throw interrupted(call, e);
    }
  }

  private ApiClientException refusal(
      Call call, HttpResponse<AsyncBody> response, WatchStream stream) {
    Body body = new Body();
    stream.divert(body::accept);
    response.body().consume();
    try {
      response.body().done().get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      response.body().cancel(); // the code says enough without the rest of the body
    } catch (InterruptedException e) {
      throw interrupted(call, e);
    }
    return new Answer(response.code(), body.bytes, body.length, retryAfter(response)).refusal();
  }

  private void pause(Call call, Duration wait) {
    try {
      sleeper.sleep(wait);
    } catch (InterruptedException e) {
      throw interrupted(call, e);
    }
  }

  /// A response whose head is here already is cut off; one that comes later is by the library.
  private static void cancel(CompletableFuture<HttpResponse<AsyncBody>> head) {
    if (!head.cancel(true) && !head.isCompletedExceptionally()) {
      head.join().body().cancel();
    }
  }

  static ApiClientException broken(String what, Throwable cause) {
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return ApiClientException.noAnswer(
        ApiClientException.UNREACHABLE, what + ": " + message, cause);
  }

  private static ApiClientException interrupted(Call call, InterruptedException e) {
    Thread.currentThread().interrupt();
    return ApiClientException.noAnswer(
        ApiClientException.INTERRUPTED, call + ": interrupted while waiting", e);
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    String value = response.header("Retry-After");
    if (value == null || value.isEmpty() || value.length() > 6) {
      return null;
    }
    return value.chars().allMatch(Character::isDigit)
        ? Duration.ofSeconds(Integer.parseInt(value))
        : null; // Kubernetes sends seconds, never a date
  }

  /// Collects a body. Filled by one network thread, read when the body is done.
  private static final class Body {

    private byte[] bytes = new byte[0];
    private int length;

    void accept(List<ByteBuffer> buffers, AsyncBody body) {
      for (ByteBuffer buffer : buffers) {
        append(buffer);
      }
      body.consume();
    }

    private void append(ByteBuffer buffer) {
      int size = buffer.remaining();
      if (size > MAX_BODY_BYTES - length) {
        throw new IllegalStateException("the answer is larger than " + MAX_BODY_BYTES + " bytes");
      }
      if (bytes.length < length + size) {
        bytes = Arrays.copyOf(bytes, Math.max(length + size, 2 * bytes.length));
      }
      buffer.get(bytes, length, size);
      length += size;
    }
  }
}
