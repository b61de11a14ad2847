package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import io.ubernetes.apimachinery.storage.NotWrittenException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What clients are told while the store does not answer.
class StoreAwayTest {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private final AtomicBoolean away = new AtomicBoolean();
  private volatile StoreException fault = new StoreException("the store is away", null);
  private volatile @Nullable CountDownLatch frozen;

  @Test
  void aReadIsToBeTriedAgainAndAWriteIsNot(@TempDir Path directory) {
    try (var server = new TestServer(leaving(EmbeddedStore.open(directory.resolve("store"))))) {
      assertThat(server.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}").status()).isEqualTo(201);
      away.set(true);
      Answer read = server.get(MAPS + "/a");
      assertThat(read.status()).isEqualTo(503);
      assertThat(read.text("reason")).isEqualTo("ServiceUnavailable");
      assertThat(read.headers()).containsEntry("Retry-After", "1");
      Answer written = server.post(MAPS, "{\"metadata\":{\"name\":\"b\"}}");
      assertThat(written.status()).isEqualTo(500);
      assertThat(written.headers()).doesNotContainKey("Retry-After");
      away.set(false);
      assertThat(server.get(MAPS + "/a").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"FULL, 500, full", "BUSY, 503, takes no writes now", "TOO_LARGE, 413, larger"})
  void whoeverIsRefusedByTheStoreIsToldThatNothingWasWritten(
      NotWrittenException.Reason reason, int status, String words, @TempDir Path directory) {
    try (var server = new TestServer(leaving(EmbeddedStore.open(directory.resolve("store"))))) {
      fault = new NotWrittenException(reason, "refused", new IllegalStateException());
      away.set(true);
      Answer refused = server.post(MAPS, "{\"metadata\":{\"name\":\"a\"}}");
      assertThat(refused.status()).isEqualTo(status);
      assertThat(refused.text("message")).contains(words);
      assertThat(refused.headers().containsKey("Retry-After")).isEqualTo(status == 503);
      away.set(false);
      assertThat(server.get(MAPS + "/a").status()).isEqualTo(404);
    }
  }

  @Test
  void readinessTellsInTimeThatTheStoreIsAwayOrHangs(@TempDir Path directory) throws Exception {
    try (var server = new TestServer(leaving(EmbeddedStore.open(directory.resolve("store"))))) {
      assertThat(server.get("/readyz").status()).isEqualTo(200);
      away.set(true);
      assertThat(server.get("/readyz").status()).isEqualTo(500);
      assertThat(server.get("/readyz").text()).contains("[-]etcd failed");
      away.set(false);
      assertThat(server.get("/readyz/etcd").status()).isEqualTo(200);
      CountDownLatch thawed = new CountDownLatch(1);
      frozen = thawed;
      long began = System.nanoTime();
      assertThat(server.get("/readyz").status()).isEqualTo(500);
      assertThat(server.get("/livez").status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      frozen = null;
      thawed.countDown();
      await().until(() -> server.get("/readyz").status() == 200);
    }
  }

  private Store leaving(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (away.get() && !method.getName().equals("close")) {
                throw fault;
              }
              CountDownLatch waiting = frozen;
              if (waiting != null && method.getName().equals("currentRevision")) {
                waiting.await();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
              }
            });
  }
}
