package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients are told while the store does not answer.
class StoreAwayTest {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private final AtomicBoolean away = new AtomicBoolean();

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

  private Store leaving(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (away.get() && !method.getName().equals("close")) {
                throw new StoreException("the store is away", null);
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
              }
            });
  }
}
