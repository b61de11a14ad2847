package io.ubernetes.apimachinery.http;

import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Many streams of one HTTP/2 connection, each with more to send than the socket takes, read by a
/// client that is as fast as the server and opens its windows wide: the socket is full and empty
/// again many times while the streams take turns.
class BusyConnectionTest {
  private static final int STREAMS = 40;
  private static final int ROUNDS = 40;
  private static final byte[] CHUNK = new byte[3_700];

  private static final int STREAM_WINDOW_BYTES = 4 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 256 << 20;

  /// More than is written of a stream before the socket has taken it.
  private static final int CHUNKS_OF_A_ROUND = 100;

  private final FakeHandler handler = new FakeHandler();
  private final AtomicLong received = new AtomicLong();
  private final Vertx vertx = Vertx.vertx();
  private final EventLoops loops = EventLoops.start(2);
  private HttpEdge edge;

  @BeforeEach
  void start() throws Exception {
    Credential server =
        CertificateAuthority.ephemeral(InstantSource.system()).issueServer(List.of());
    edge = HttpEdge.start(loops, EdgeOptions.at("localhost", 0), server, handler);
  }

  @AfterEach
  void close() {
    edge.close();
    loops.close();
    Waiting.await(vertx.close());
  }

  @Test
  void noStreamIsForgotten() {
    HttpClientConnection connection = connect();
    for (int i = 0; i < STREAMS; i++) {
      Waiting.await(read(connection));
    }
    await().until(() -> handler.sinks.size() == STREAMS);

    long written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (Response.Sink sink : handler.sinks) {
        for (int i = 0; i < CHUNKS_OF_A_ROUND; i++) {
          sink.write(List.of(CHUNK));
          written += CHUNK.length;
        }
      }
      long all = written;
      await()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(20))
          .until(received::get, bytes -> bytes == all);
    }
  }

  private HttpClientConnection connect() {
    HttpClientAgent client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setTrustAll(true)
                    .setVerifyHost(false)
                    .setInitialSettings(
                        new Http2Settings().setInitialWindowSize(STREAM_WINDOW_BYTES)))
            .with(new OpenSSLEngineOptions())
            .build();
    HttpConnectOptions target =
        new HttpConnectOptions().setHost("localhost").setPort(edge.port()).setSsl(true);
    return Waiting.await(
        client
            .connect(target)
            .onSuccess(connection -> connection.setWindowSize(CONNECTION_WINDOW_BYTES)));
  }

  /// Its answer begins when something is written.
  private Future<?> read(HttpClientConnection connection) {
    return connection
        .request(new RequestOptions().setMethod(HttpMethod.GET).setURI("/stream"))
        .map((HttpClientRequest request) -> {
          request
              .response()
              .onSuccess(response -> response.handler(piece -> received.addAndGet(piece.length())));
          return request.end();
        });
  }
}
