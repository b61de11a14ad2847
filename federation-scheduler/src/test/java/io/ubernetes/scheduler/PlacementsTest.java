package io.ubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.informer.Lister;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacementsTest {

  private static final NamespacedName KEY = new NamespacedName("default", "replicasets.apps.web");

  private final Map<NamespacedName, ApiObject> listed = new HashMap<>();
  private final Placements placements = new Placements(new MapLister(listed));

  @Test
  void aWatchThatIsFasterThanTheAnswerTellsNothingNew() {
    placements.writing(KEY);
    assertThat(sees(placement("u", 1))).isTrue();
    placements.wrote(placement("u", 1));
    assertThat(placements.ended(KEY)).isFalse();
    assertThat(generation()).isOne();
  }

  @Test
  void aWatchThatIsSlowerThanTheAnswerTellsNothingNewEither() {
    placements.writing(KEY);
    placements.wrote(placement("u", 1));
    assertThat(placements.ended(KEY)).isFalse();
    assertThat(generation()).as("before it comes back").isOne();
    assertThat(sees(placement("u", 1))).isTrue();
    assertThat(sees(placement("u", 2))).as("of somebody else").isFalse();
    assertThat(generation()).isEqualTo(2);
  }

  @Test
  void whatSomebodyElseWroteDuringAWriteIsLookedAtAfterIt() {
    placements.writing(KEY);
    assertThat(sees(placement("u", 1))).isTrue();
    assertThat(sees(placement("u", 2))).isTrue();
    placements.wrote(placement("u", 1));
    assertThat(placements.ended(KEY)).isTrue();
    assertThat(generation()).isEqualTo(2);
  }

  @Test
  void whatIsOlderThanTheWriteDoesNotHideIt() {
    placements.writing(KEY);
    assertThat(sees(placement("u", 1))).isTrue();
    placements.wrote(placement("u", 2));
    assertThat(placements.ended(KEY)).isFalse();
    assertThat(generation()).isEqualTo(2);
  }

  @Test
  void anEarlierPlacementOfTheNameDoesNotHideTheWriteButIsLookedAt() {
    placements.writing(KEY);
    assertThat(sees(placement("earlier", 7))).isTrue();
    placements.wrote(placement("u", 1));
    assertThat(placements.ended(KEY)).isTrue();
    assertThat(placements.get(KEY).orElseThrow().uid()).isEqualTo("u");
  }

  @Test
  void whatWasSeenDuringAWriteThatFailedIsLookedAt() {
    placements.writing(KEY);
    assertThat(sees(placement("u", 1))).isTrue();
    assertThat(placements.ended(KEY)).isTrue();
    assertThat(sees(placement("u", 2))).isFalse();
  }

  private boolean sees(ApiObject placement) {
    listed.put(KEY, placement);
    return placements.saw(placement);
  }

  private long generation() {
    return placements.get(KEY).orElseThrow().generation();
  }

  private static ApiObject placement(String uid, long generation) {
    ApiObject placement = ApiObject.of(Federation.PLACEMENT, KEY.namespace(), KEY.name());
    placement.metadata().put("uid", uid).put("generation", generation);
    return placement;
  }

  private record MapLister(Map<NamespacedName, ApiObject> objects) implements Lister {

    @Override
    public Optional<ApiObject> get(NamespacedName key) {
      return Optional.ofNullable(objects.get(key));
    }

    @Override
    public List<ApiObject> list() {
      return List.copyOf(objects.values());
    }

    @Override
    public List<ApiObject> list(String namespace) {
      return list().stream().filter(object -> object.namespace().equals(namespace)).toList();
    }

    @Override
    public List<ApiObject> byIndex(String index, String value) {
      throw new IllegalArgumentException(index);
    }

    @Override
    public int size() {
      return objects.size();
    }
  }
}
