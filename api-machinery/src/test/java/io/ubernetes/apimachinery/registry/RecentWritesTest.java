package io.ubernetes.apimachinery.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.cache.WatchCache;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.patch.apply.ConflictPolicy;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Registries whose caches never see a change: they follow a store in which nothing happens.
class RecentWritesTest {
  private static final int MORE_THAN_ARE_REMEMBERED = 1500;

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private Store store;
  private Store elsewhere;
  private WatchCache behind;
  private ResourceType type;
  private Registry registry;
  private Registry other;

  @BeforeEach
  void open(@TempDir Path directory) {
    type =
        BuiltinKinds.all().stream()
            .filter(t -> t.groupResource().equals(new GroupResource("", "configmaps")))
            .findFirst()
            .orElseThrow();
    store = EmbeddedStore.open(directory.resolve("store"));
    elsewhere = EmbeddedStore.open(directory.resolve("elsewhere"));
    behind = new WatchCache(elsewhere, type, java.time.InstantSource.system(), CacheLimits.DEFAULT);
    behind.start();
    assertThat(behind.awaitReady(Duration.ofMinutes(1))).isTrue();
    Environment environment = Environment.real(attributes -> {});
    registry = new Registry(type, noting(store), behind, environment);
    other = new Registry(type, store, behind, environment);
  }

  @AfterEach
  void close() {
    behind.close();
    elsewhere.close();
    store.close();
  }

  private Store noting(Store target) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException thrown) {
                throw Objects.requireNonNull(thrown.getCause());
              }
            });
  }

  @Test
  void eachUpdateAfterACreateIsOneCallToTheStore() {
    create(registry, "a");
    put(registry, "a", "first", "1");
    put(registry, "a", "second", "2");

    assertThat(calls).containsExactly("create", "update", "update");
    assertThat(data(registry, "a")).isEqualTo("{\"first\":\"1\",\"second\":\"2\"}");
  }

  @Test
  void whatOthersWroteSinceIsNotLost() {
    create(registry, "a");
    put(other, "a", "theirs", "1");
    put(registry, "a", "ours", "2");

    assertThat(data(registry, "a")).isEqualTo("{\"theirs\":\"1\",\"ours\":\"2\"}");
  }

  @Test
  void whatOthersDeletedIsAppliedAnew() {
    create(registry, "a");
    other.delete(key("a"), DeleteOptions.NONE, options());
    ObjectNode wanted = configMap("a");
    wanted.putObject("data").put("wanted", "1");
    Edit.Apply apply = new Edit.Apply(wanted, ConflictPolicy.REFUSE);
    registry.apply(key("a"), version(), Part.MAIN, apply, options());

    assertThat(data(registry, "a")).isEqualTo("{\"wanted\":\"1\"}");
  }

  @Test
  void whatWasDeletedHereIsNotFound() {
    create(registry, "a");
    registry.delete(key("a"), DeleteOptions.NONE, options());
    create(other, "a");
    put(registry, "a", "found", "1");

    assertThat(data(registry, "a")).isEqualTo("{\"found\":\"1\"}");
  }

  @Test
  void aCacheThatStandsStillDoesNotMakeThemGrow() {
    for (int i = 0; i < MORE_THAN_ARE_REMEMBERED; i++) {
      create(registry, "object-" + i);
    }
    put(registry, "object-0", "first", "1");
    put(registry, "object-" + (MORE_THAN_ARE_REMEMBERED - 1), "last", "1");

    assertThat(data(registry, "object-0")).isEqualTo("{\"first\":\"1\"}");
    assertThat(calls).endsWith("create", "get", "update", "update", "get");
  }

  private void create(Registry in, String name) {
    in.create(version(), "default", configMap(name), options());
  }

  private void put(Registry in, String name, String field, String value) {
    Edit.Patch edit =
        new Edit.Patch(current -> {
          current.withObject("/data").put(field, value);
          return current;
        });
    in.update(key(name), new Change(version(), Part.MAIN, edit), options());
  }

  private static String data(Registry in, String name) {
    return in.get(key(name)).orElseThrow().get("data").toString();
  }

  private static ObjectNode configMap(String name) {
    ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").put("name", name).put("namespace", "default");
    return map;
  }

  private static NamespacedName key(String name) {
    return new NamespacedName("default", name);
  }

  private Version version() {
    return type.versions().getFirst();
  }

  private static WriteOptions options() {
    return WriteOptions.by("test", "test");
  }
}
