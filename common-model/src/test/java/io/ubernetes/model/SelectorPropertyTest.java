package io.ubernetes.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.LabelSelector.Operator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Selectors are read back as they were written, and choose what the words of Kubernetes'
/// documentation say, written down here once more in the plainest way.
class SelectorPropertyTest {

  @Property
  void aLabelSelectorIsReadBackAsItWasWritten(@ForAll("labelSelectors") LabelSelector selector) {
    assertThat(LabelSelector.parse(selector.toString())).isEqualTo(selector);
  }

  @Property
  void aLabelSelectorChoosesWhatMeetsEachRequirement(
      @ForAll("labelSelectors") LabelSelector selector,
      @ForAll("labels") Map<String, String> labels) {
    boolean expected =
        selector.requirements().stream()
            .allMatch(one -> meets(labels, one.key(), one.operator(), one.values()));
    assertThat(selector.matches(labels)).isEqualTo(expected);
  }

  @Property
  void aRequirementAndItsOppositeDivideTheObjectsThatHaveTheLabel(
      @ForAll("labels") Map<String, String> labels, @ForAll("values") Set<String> values) {
    String list = "(" + String.join(",", values) + ")";
    boolean in = LabelSelector.parse("a in " + list).matches(labels);
    boolean notIn = LabelSelector.parse("a notin " + list).matches(labels);
    assertThat(in).isNotEqualTo(notIn);
    assertThat(LabelSelector.parse("a").matches(labels))
        .isNotEqualTo(LabelSelector.parse("!a").matches(labels));
  }

  @Property
  void moreRequirementsNeverChooseMore(
      @ForAll("labelSelectors") LabelSelector one,
      @ForAll("labelSelectors") LabelSelector other,
      @ForAll("labels") Map<String, String> labels) {
    List<LabelSelector.Requirement> both =
        List.of(one, other).stream().flatMap(each -> each.requirements().stream()).toList();
    assertThat(LabelSelector.of(both).matches(labels))
        .isEqualTo(one.matches(labels) && other.matches(labels));
  }

  @Property
  void blanksBetweenTheWordsMeanNothing(@ForAll("labelSelectors") LabelSelector selector) {
    String spaced = selector.toString().replace(",", " , ").replace("(", "( ").replace(")", " ) ");
    assertThat(LabelSelector.parse(spaced)).isEqualTo(selector);
  }

  @Property
  void arbitraryTextIsRefusedOrUnderstood(@ForAll String text) {
    try {
      LabelSelector understood = LabelSelector.parse(text);
      assertThat(LabelSelector.parse(understood.toString())).isEqualTo(understood);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("Exception").message().isNotBlank();
    }
  }

  @Property
  void aFieldSelectorIsReadBackAsItWasWritten(@ForAll("fieldSelectors") FieldSelector selector) {
    FieldSelector again = FieldSelector.parse(selector.toString());
    assertThat(again.requirements()).containsExactlyInAnyOrderElementsOf(selector.requirements());
    assertThat(FieldSelector.parse(again.toString())).isEqualTo(again);
  }

  @Property
  void aFieldSelectorChoosesWhatMeetsEachRequirement(
      @ForAll("fieldSelectors") FieldSelector selector,
      @ForAll("fields") Map<String, String> fields) {
    boolean expected = true;
    for (FieldSelector.Requirement one : selector.requirements()) {
      boolean equal = fields.getOrDefault(one.field(), "").equals(one.value());
      expected &= one.negated() ? !equal : equal;
    }
    assertThat(FieldSelector.parse(selector.toString()).matches(fields)).isEqualTo(expected);
  }

  @Property
  void arbitraryTextIsNoFieldSelectorOrOneThatCanBeWritten(@ForAll String text) {
    try {
      FieldSelector understood = FieldSelector.parse(text);
      assertThat(FieldSelector.parse(understood.toString()).requirements())
          .containsExactlyInAnyOrderElementsOf(understood.requirements());
    } catch (IllegalArgumentException refused) {
      assertThat(refused).message().startsWith("invalid");
    }
  }

  private static boolean meets(
      Map<String, String> labels, String key, Operator operator, Set<String> values) {
    boolean there = labels.containsKey(key);
    String value = labels.getOrDefault(key, "");
    return switch (operator) {
      case EXISTS -> there;
      case DOES_NOT_EXIST -> !there;
      case IN, EQUALS, DOUBLE_EQUALS -> there && values.contains(value);
      case NOT_IN, NOT_EQUALS -> !there || !values.contains(value);
      case GREATER_THAN ->
          isNumber(value) && Long.parseLong(value) > Long.parseLong(values.iterator().next());
      case LESS_THAN ->
          isNumber(value) && Long.parseLong(value) < Long.parseLong(values.iterator().next());
    };
  }

  private static boolean isNumber(String value) {
    return value.matches("-?[0-9]+");
  }

  @Provide
  Arbitrary<LabelSelector> labelSelectors() {
    return requirements().list().ofMaxSize(4).map(LabelSelector::of);
  }

  private static Arbitrary<LabelSelector.Requirement> requirements() {
    Arbitrary<Operator> ofOne =
        Arbitraries.of(Operator.EQUALS, Operator.DOUBLE_EQUALS, Operator.NOT_EQUALS);
    Arbitrary<Operator> ofMany = Arbitraries.of(Operator.IN, Operator.NOT_IN);
    Arbitrary<Operator> ofNone = Arbitraries.of(Operator.EXISTS, Operator.DOES_NOT_EXIST);
    Arbitrary<Operator> ofNumber = Arbitraries.of(Operator.GREATER_THAN, Operator.LESS_THAN);
    return Arbitraries.oneOf(
        Combinators.combine(keys(), ofOne, value())
            .as((key, operator, value) ->
                LabelSelector.Requirement.of(key, operator, List.of(value))),
        Combinators.combine(keys(), ofMany, sets()).as(LabelSelector.Requirement::of),
        Combinators.combine(keys(), ofNone)
            .as((key, operator) -> LabelSelector.Requirement.of(key, operator, List.of())),
        Combinators.combine(keys(), ofNumber, Arbitraries.integers().between(0, 12))
            .as((key, operator, number) ->
                LabelSelector.Requirement.of(key, operator, List.of(number.toString()))));
  }

  private static Arbitrary<String> keys() {
    return Arbitraries.of("a", "b", "in", "notin", "example.com/a_b.c-d");
  }

  private static Arbitrary<String> value() {
    return Arbitraries.of("", "x", "y", "in", "7", "11", "A_b.c-9");
  }

  @Provide
  Arbitrary<Set<String>> values() {
    return sets();
  }

  /// All but the empty text alone, which has no query form.
  private static Arbitrary<Set<String>> sets() {
    return value().set().ofMinSize(1).ofMaxSize(4).filter(set -> !set.equals(Set.of("")));
  }

  @Provide
  Arbitrary<Map<String, String>> labels() {
    return Arbitraries.maps(keys(), value()).ofMaxSize(4);
  }

  @Provide
  Arbitrary<FieldSelector> fieldSelectors() {
    return Combinators.combine(fieldNames(), Arbitraries.of(true, false), fieldValues())
        .as(FieldSelector.Requirement::new)
        .list()
        .ofMaxSize(4)
        .map(FieldSelector::new);
  }

  private static Arbitrary<String> fieldNames() {
    return Arbitraries.of("metadata.name", "metadata.namespace", "spec.nodeName");
  }

  /// With all that has a meaning in a selector.
  private static Arbitrary<String> fieldValues() {
    return Arbitraries.strings().withChars('a', 'b', ',', '=', '\\', '!', ' ').ofMaxLength(5);
  }

  @Provide
  Arbitrary<Map<String, String>> fields() {
    return Arbitraries.maps(fieldNames(), fieldValues()).ofMaxSize(3);
  }
}
