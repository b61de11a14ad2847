package io.ubernetes.controllers.gc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.controllers.gc.OwnerRules.Decision;
import io.ubernetes.controllers.gc.OwnerRules.Dependents;
import io.ubernetes.controllers.gc.OwnerRules.Owned;
import io.ubernetes.model.OwnerReference;
import io.ubernetes.runtime.client.DeleteOptions.Propagation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What the garbage collector may decide, whatever the owners are like.
class OwnerRulesPropertyTest {

  @Provide
  Arbitrary<List<OwnerState>> states() {
    return Arbitraries.of(OwnerState.class).list().ofMaxSize(5);
  }

  private static OwnerReference reference(String uid) {
    return new OwnerReference("v1", "ConfigMap", uid, uid, false, true);
  }

  private static List<Owned> owned(List<OwnerState> states) {
    List<Owned> owned = new ArrayList<>();
    for (OwnerState state : states) {
      owned.add(new Owned(reference("uid-" + owned.size()), state));
    }
    return owned;
  }

  @Property
  void whatHasALivingOwnerOrOneThatIsInDoubtIsNeverDeleted(
      @ForAll("states") List<OwnerState> states, @ForAll Dependents dependents) {
    Decision decision = OwnerRules.decide(owned(states), dependents, List.of());
    if (states.contains(OwnerState.SOLID) || states.contains(OwnerState.UNKNOWN)) {
      assertThat(decision).isNotInstanceOf(Decision.Delete.class);
    } else if (!states.isEmpty()) {
      assertThat(decision).isInstanceOf(Decision.Delete.class);
    } else {
      assertThat(decision).isInstanceOf(Decision.Keep.class);
    }
  }

  @Property
  void onlyOwnersThatAreGoneOrGoingAreForgotten(
      @ForAll("states") List<OwnerState> states, @ForAll Dependents dependents) {
    List<Owned> owned = owned(states);
    if (OwnerRules.decide(owned, dependents, List.of()) instanceof Decision.Detach(var gone)) {
      for (Owned one : owned) {
        boolean forgotten = gone.contains(one.reference());
        assertThat(forgotten).isEqualTo(one.state() != OwnerState.SOLID);
      }
      assertThat(gone).hasSizeLessThan(owned.size());
    }
  }

  @Property
  void theOwnDependentsOfWhatSomebodyWaitsForGoFirst(@ForAll Dependents dependents) {
    Decision decision =
        OwnerRules.decide(owned(List.of(OwnerState.WAITING)), dependents, List.of());
    assertThat(decision)
        .isEqualTo(
            switch (dependents) {
              case NONE -> new Decision.Delete(Propagation.BACKGROUND, false);
              case SOME -> new Decision.Delete(Propagation.FOREGROUND, false);
              case SOME_WAITING -> new Decision.Delete(Propagation.FOREGROUND, true);
            });
  }

  /// A world of objects that own each other, circles included. Some are taken away by users; then
  /// the rules are applied in any order until nothing changes.
  @Property(tries = 300)
  void inAnyWorldExactlyThatGoesWhichNoLivingObjectHolds(@ForAll long seed) {
    Random random = new Random(seed);
    Map<String, List<String>> owners = new HashMap<>(); // of each living object
    int size = 1 + random.nextInt(12);
    for (int i = 0; i < size; i++) {
      List<String> named = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        named.add("o" + random.nextInt(size + 2)); // some never existed
      }
      owners.put("o" + i, named);
    }
    for (int gone = random.nextInt(size + 1); gone > 0; gone--) {
      owners.remove("o" + random.nextInt(size));
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      List<String> order = new ArrayList<>(owners.keySet());
      java.util.Collections.shuffle(order, random);
      for (String object : order) {
        changed |= collect(object, owners);
      }
    }
    owners.forEach((object, named) ->
        assertThat(named).as("owners of %s, seed %d", object, seed).allMatch(owners::containsKey));
  }

  private static boolean collect(String object, Map<String, List<String>> owners) {
    List<String> named = owners.getOrDefault(object, List.of());
    List<Owned> owned =
        named.stream()
            .map(name ->
                new Owned(
                    reference(name),
                    owners.containsKey(name) ? OwnerState.SOLID : OwnerState.ABSENT))
            .toList();
    return switch (OwnerRules.decide(owned, Dependents.SOME, List.of())) {
      case Decision.Keep keep -> false;
      case Decision.Unsure unsure -> throw new AssertionError("nothing is in doubt here");
      case Decision.Detach(List<OwnerReference> gone) -> {
        List<String> uids = gone.stream().map(OwnerReference::uid).toList();
        owners.put(object, named.stream().filter(name -> !uids.contains(name)).toList());
        yield true;
      }
      case Decision.Delete delete -> {
        assertThat(named).isNotEmpty().noneMatch(owners::containsKey);
        owners.remove(object);
        yield true;
      }
    };
  }
}
