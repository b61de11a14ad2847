package io.ubernetes.apimachinery.patch.apply;

import static io.ubernetes.apimachinery.patch.apply.Samples.LATER;
import static io.ubernetes.apimachinery.patch.apply.Samples.SCHEMA;
import static io.ubernetes.apimachinery.patch.apply.Samples.THEN;
import static io.ubernetes.apimachinery.patch.apply.Samples.writer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

class FieldManagementPropertyTest {

  private static final WrittenForm FORM = new WrittenForm(SCHEMA, FieldSet.EMPTY);
  private static final List<String> MANAGERS = List.of("alpha", "beta");

  @Provide
  Arbitrary<ObjectNode> objects() {
    return Samples.objects();
  }

  @Provide
  Arbitrary<List<ObjectNode>> histories() {
    return Samples.objects().list().ofMinSize(1).ofMaxSize(5);
  }

  @Property(tries = 200)
  void applyingTwiceChangesNothing(@ForAll("objects") ObjectNode config) {
    ObjectNode once = force(null, config, "alpha").object();
    ApplyResult.Applied twice = force(once, config, "alpha");
    assertThat(twice.change()).isEqualTo(ApplyResult.Change.NONE);
    assertThat(twice.object()).isEqualTo(once);
  }

  @Property(tries = 200)
  void whatOneManagerAppliesReplacesWhatItAppliedBefore(
      @ForAll("objects") ObjectNode first, @ForAll("objects") ObjectNode second) {
    ObjectNode live = force(force(null, first, "alpha").object(), second, "alpha").object();
    assertThat(withoutManagers(live)).isEqualTo(second);
  }

  @Property(tries = 200)
  void everyFieldBelongsToSomebodyAndNobodyOwnsWhatIsNotThere(
      @ForAll("histories") List<ObjectNode> history) {
    ObjectNode live = null;
    for (int i = 0; i < history.size(); i++) {
      String manager = MANAGERS.get(i % MANAGERS.size());
      live =
          i % 3 == 2
              ? update(live, history.get(i), manager)
              : force(live, history.get(i), manager).object();
      FieldSet there = FieldSets.withParents(FieldSets.of(live, SCHEMA), SCHEMA);
      FieldSet owned = FieldSets.withParents(owned(live), SCHEMA);
      assertThat(there.difference(owned).paths()).isEmpty();
      assertThat(owned.difference(there).paths()).isEmpty();
    }
  }

  @Property(tries = 200)
  void aForcedConfigurationIsInTheResultAndOwned(
      @ForAll("histories") @Size(min = 2) List<ObjectNode> history) {
    ObjectNode live = null;
    for (ObjectNode object : history) {
      live = update(live, object, "hand");
    }
    ObjectNode config = history.getFirst();
    ObjectNode result = force(live, config, "alpha").object();
    FieldSet mine = FieldSets.of(config, SCHEMA);
    assertThat(mine.difference(owned(result)).paths()).isEmpty();
    assertThat(Comparison.of(config, result, SCHEMA).changed().intersection(mine).paths())
        .isEmpty();
  }

  @Property(tries = 200)
  void withoutForceOwnersKeepTheirValues(
      @ForAll("objects") ObjectNode theirs, @ForAll("objects") ObjectNode mine) {
    ObjectNode live = update(null, theirs, "hand");
    ApplyResult result =
        FieldManagement.apply(live, mine, writer("alpha"), ConflictPolicy.REFUSE, LATER, FORM);
    FieldSet changed =
        Comparison.of(live, ConfigurationMerge.merge(live, mine, SCHEMA), SCHEMA).changed();
    boolean clash = !changed.intersection(owned(live)).isEmpty();
    assertThat(result instanceof ApplyResult.Conflicts).isEqualTo(clash);
  }

  @Property(tries = 200)
  void forceTakesTheConflictingFieldsAndNoOthers(
      @ForAll("objects") ObjectNode theirs, @ForAll("objects") ObjectNode mine) {
    ObjectNode live = update(null, theirs, "hand");
    FieldSet before = owned(live);
    FieldSet changed =
        Comparison.of(live, ConfigurationMerge.merge(live, mine, SCHEMA), SCHEMA).changed();
    ObjectNode result = force(live, mine, "alpha").object();
    FieldSet conflicting = changed.intersection(before);
    assertThat(ownedBy(result, "hand").paths())
        .containsExactlyInAnyOrderElementsOf(before.difference(conflicting).paths());
    assertThat(FieldSets.withParents(ownedBy(result, "alpha"), SCHEMA).paths())
        .containsAll(conflicting.paths());
  }

  @Property(tries = 200)
  void managersOfDifferentFieldsMayComeInAnyOrder(@ForAll("objects") ObjectNode object) {
    ObjectNode one = part(object, List.of("labels"), List.of("replicas", "selector", "any"));
    ObjectNode other = part(object, List.of("finalizers"), List.of("args", "ports"));
    ObjectNode forth = apply(apply(null, one, "alpha"), other, "beta");
    ObjectNode back = apply(apply(null, other, "beta"), one, "alpha");
    assertThat(withoutManagers(forth)).isEqualTo(withoutManagers(back));
    for (String manager : MANAGERS) {
      assertThat(ownedBy(forth, manager)).isEqualTo(ownedBy(back, manager));
    }
    assertThat(withoutManagers(forth)).isEqualTo(object);
  }

  @Property(tries = 200)
  void whatNobodyOwnsAnyMoreIsGone(@ForAll("objects") ObjectNode object) {
    ObjectNode one = part(object, List.of("labels"), List.of("replicas", "selector", "any"));
    ObjectNode other = part(object, List.of("finalizers"), List.of("args", "ports"));
    ObjectNode nothing = part(object, List.of(), List.of());
    ObjectNode live = apply(apply(null, one, "alpha"), other, "beta");
    ObjectNode left = apply(live, nothing, "alpha");
    assertThat(withoutManagers(left)).isEqualTo(other);
    assertThat(withoutManagers(apply(left, nothing, "beta"))).isEqualTo(nothing);
  }

  @Property(tries = 200)
  void neitherTheLiveObjectNorTheConfigurationIsChanged(
      @ForAll("objects") ObjectNode theirs, @ForAll("objects") ObjectNode mine) {
    ObjectNode live = update(null, theirs, "hand");
    ObjectNode liveBefore = live.deepCopy();
    ObjectNode mineBefore = mine.deepCopy();
    force(live, mine, "alpha").object().removeAll();
    assertThat(live).isEqualTo(liveBefore);
    assertThat(mine).isEqualTo(mineBefore);
  }

  private static ApplyResult.Applied force(
      @Nullable ObjectNode live, ObjectNode config, String manager) {
    return (ApplyResult.Applied)
        FieldManagement.apply(live, config, writer(manager), ConflictPolicy.FORCE, THEN, FORM);
  }

  private static ObjectNode update(@Nullable ObjectNode live, ObjectNode object, String manager) {
    return FieldManagement.update(live, object.deepCopy(), writer(manager), THEN, FORM);
  }

  /// Without force; the managers must not be in each other's way.
  private static ObjectNode apply(@Nullable ObjectNode live, ObjectNode config, String manager) {
    ApplyResult result =
        FieldManagement.apply(live, config, writer(manager), ConflictPolicy.REFUSE, THEN, FORM);
    assertThat(result).isInstanceOf(ApplyResult.Applied.class);
    return ((ApplyResult.Applied) result).object();
  }

  /// The object with no more than some fields of its metadata and of its spec.
  private static ObjectNode part(ObjectNode object, List<String> metadata, List<String> spec) {
    ObjectNode part = object.deepCopy();
    List<String> named = new ArrayList<>(metadata);
    named.add("name");
    part.withObject("/metadata").retain(named);
    if (part.get("spec") instanceof ObjectNode inner && inner.retain(spec).isEmpty()) {
      part.remove("spec");
    }
    return part;
  }

  private static FieldSet ownedBy(ObjectNode object, String manager) {
    return ManagedFields.read(ManagedFields.of(object)).stream()
        .flatMap(managers -> managers.entries().stream())
        .filter(entry -> entry.id().manager().equals(manager))
        .map(ManagedEntry::fields)
        .reduce(FieldSet.EMPTY, FieldSet::union);
  }

  private static FieldSet owned(ObjectNode object) {
    return ManagedFields.read(ManagedFields.of(object))
        .map(managed -> managed.owned().values().stream().reduce(FieldSet.EMPTY, FieldSet::union))
        .orElse(FieldSet.EMPTY);
  }

  private static ObjectNode withoutManagers(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    return FieldManagement.set(copy, null);
  }
}
