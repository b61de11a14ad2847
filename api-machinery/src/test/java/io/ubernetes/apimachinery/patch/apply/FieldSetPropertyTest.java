package io.ubernetes.apimachinery.patch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;

class FieldSetPropertyTest {

  private static final List<PathElement> ELEMENTS =
      List.of(
          PathElement.field("a"),
          PathElement.field("b.c"),
          new PathElement.Key(List.of(new PathElement.KeyField("name", "x"))),
          new PathElement.Key(
              List.of(
                  new PathElement.KeyField("port", 80L),
                  new PathElement.KeyField("protocol", "TCP"))),
          new PathElement.Value("v"),
          new PathElement.Value(7L),
          new PathElement.Value(true),
          new PathElement.Index(2));

  @Provide
  Arbitrary<FieldSet> sets() {
    return sets(3);
  }

  private static Arbitrary<FieldSet> sets(int depth) {
    Arbitrary<FieldSet> below =
        depth == 0 ? Arbitraries.just(FieldSet.EMPTY) : Arbitraries.lazy(() -> sets(depth - 1));
    Arbitrary<Tuple3<PathElement, Boolean, FieldSet>> step =
        Combinators.combine(Arbitraries.of(ELEMENTS), Arbitraries.of(true, false), below)
            .as(Tuple::of);
    return step.list()
        .ofMaxSize(4)
        .map(steps -> {
          FieldSetBuilder builder = new FieldSetBuilder();
          steps.forEach(s -> builder.add(s.get1(), s.get2() || s.get3().isEmpty(), s.get3()));
          return builder.build();
        });
  }

  @Property(tries = 300)
  void operationsAreThoseOfSetsOfPaths(
      @ForAll("sets") FieldSet left, @ForAll("sets") FieldSet right) {
    Set<FieldPath> both = paths(left);
    both.retainAll(paths(right));
    Set<FieldPath> either = paths(left);
    either.addAll(paths(right));
    Set<FieldPath> onlyLeft = paths(left);
    onlyLeft.removeAll(paths(right));
    assertThat(paths(left.intersection(right))).isEqualTo(both);
    assertThat(paths(left.union(right))).isEqualTo(either);
    assertThat(paths(left.difference(right))).isEqualTo(onlyLeft);
  }

  @Property(tries = 300)
  void theRecursiveDifferenceKeepsWhatHasNoPrefixInTheOther(
      @ForAll("sets") FieldSet left, @ForAll("sets") FieldSet right) {
    Set<FieldPath> kept = paths(left);
    kept.removeIf(path -> startsIn(path, right));
    assertThat(paths(left.recursiveDifference(right))).isEqualTo(kept);
  }

  @Property(tries = 300)
  void setsWithTheSamePathsAreEqual(@ForAll("sets") FieldSet left, @ForAll("sets") FieldSet right) {
    assertThat(left.intersection(right).union(left.difference(right))).isEqualTo(left);
    assertThat(left.union(right)).isEqualTo(right.union(left));
    assertThat(left.union(left)).isEqualTo(left);
    assertThat(left.difference(left).isEmpty()).isTrue();
  }

  @Property(tries = 300)
  void aSetComesBackFromItsJson(@ForAll("sets") FieldSet set) {
    assertThat(FieldsV1.read(FieldsV1.write(set))).isEqualTo(set);
  }

  @Property(tries = 300)
  void aSetHasItsPathsAndNoOthers(@ForAll("sets") FieldSet set, @ForAll("sets") FieldSet other) {
    Set<FieldPath> all = paths(set);
    assertThat(all).allMatch(set::has);
    assertThat(other.paths()).allMatch(path -> set.has(path) == all.contains(path));
  }

  private static Set<FieldPath> paths(FieldSet set) {
    return new HashSet<>(set.paths());
  }

  private static boolean startsIn(FieldPath path, FieldSet set) {
    for (int length = 1; length <= path.elements().size(); length++) {
      if (set.has(new FieldPath(path.elements().subList(0, length)))) {
        return true;
      }
    }
    return false;
  }
}
