package io.ubernetes.apimachinery.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectTreeTest {
  private static final int KEYS = 3_000;
  private static final ObjectHead HEAD = new ObjectHead(new byte[0]);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("random changes give the same as in a sorted map, and leave earlier states alone")
  void randomChangesGiveTheSameAsInASortedMap(long seed) {
    Random random = new Random(seed);
    ObjectTree tree = ObjectTree.EMPTY;
    TreeMap<NamespacedName, CachedObject> model = new TreeMap<>();
    List<ObjectTree> earlierTrees = new ArrayList<>();
    List<NavigableMap<NamespacedName, CachedObject>> earlierModels = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      NamespacedName key = key(random.nextInt(KEYS));
      boolean shrinking = step / 4_000 % 2 == 1; // long phases, so that nodes are split and joined
      if (random.nextInt(10) < (shrinking ? 8 : 2)) {
        tree = tree.without(key);
        model.remove(key);
      } else {
        CachedObject object = object(key, step);
        tree = tree.with(object);
        model.put(key, object);
      }
      if (step % 1_000 == 0) {
        earlierTrees.add(tree);
        earlierModels.add(new TreeMap<>(model));
      }
    }
    assertSame(tree, model);
    for (int i = 0; i < earlierTrees.size(); i++) {
      assertSame(earlierTrees.get(i), earlierModels.get(i));
    }
    for (NamespacedName key : List.copyOf(model.keySet())) {
      tree = tree.without(key);
    }
    assertThat(tree.size()).isZero();
  }

  @Test
  void aTreeMadeAtOnceIsTheSameAsOneMadeByAndBy() {
    for (int size : new int[] {0, 1, 31, 32, 33, 1_024, 1_025, 5_000}) {
      TreeMap<NamespacedName, CachedObject> model = new TreeMap<>();
      ObjectTree grown = ObjectTree.EMPTY;
      for (int i = 0; i < size; i++) {
        CachedObject object = object(key(i), i);
        model.put(object.key(), object);
        grown = grown.with(object);
      }
      assertSame(grown, model);
      assertSame(ObjectTree.of(List.copyOf(model.values())), model);
    }
  }

  @Test
  void aSnapshotShowsANamespaceFromAKeyOn() {
    ObjectTree tree = ObjectTree.EMPTY;
    for (String namespace : List.of("a", "a-b", "b")) {
      for (int i = 0; i < 100; i++) {
        tree = tree.with(object(new NamespacedName(namespace, "n" + (100 + i)), i));
      }
    }
    Snapshot snapshot = new Snapshot(5, tree);

    assertThat(snapshot.count("a", null)).isEqualTo(100);
    assertThat(snapshot.objects("a", null)).hasSize(100).allMatch(o -> in(o, "a"));
    assertThat(snapshot.objects("c", null)).isEmpty();
    NamespacedName last = new NamespacedName("a", "n150");
    NamespacedName behind = new NamespacedName("a", "n150\0");
    assertThat(snapshot.objects("a", last)).hasSize(50).first().matches(o -> o.key().equals(last));
    assertThat(snapshot.objects("a", behind)).hasSize(49);
    assertThat(snapshot.count("a", behind)).isEqualTo(49);
    assertThat(snapshot.count(null, behind)).isEqualTo(249);
    assertThat(snapshot.objects(null, behind)).hasSize(249);
    assertThat(snapshot.objects("a-b", last)).hasSize(100);
    assertThat(snapshot.objects("a", new NamespacedName("b", ""))).isEmpty();
    assertThat(snapshot.size()).isEqualTo(300);
  }

  private static boolean in(CachedObject object, String namespace) {
    return object.key().namespace().equals(namespace);
  }

  private static void assertSame(
      ObjectTree tree, NavigableMap<NamespacedName, CachedObject> model) {
    assertThat(tree.size()).isEqualTo(model.size());
    assertThat(new Snapshot(1, tree).objects()).containsExactlyElementsOf(model.values());
    for (int i = 0; i < KEYS; i += 97) {
      NamespacedName key = key(i);
      assertThat(tree.get(key)).isSameAs(model.get(key));
      assertThat(tree.countBefore(key)).isEqualTo(model.headMap(key).size());
      Iterable<CachedObject> rest = () -> tree.iterator(key, tree.size() - tree.countBefore(key));
      assertThat(rest).containsExactlyElementsOf(model.tailMap(key).values());
    }
  }

  private static NamespacedName key(int number) {
    return new NamespacedName("n" + number % 7, "o" + number);
  }

  private static CachedObject object(NamespacedName key, long revision) {
    return new CachedObject(key, revision, HEAD, new byte[0], Map.of(), Map.of());
  }
}
