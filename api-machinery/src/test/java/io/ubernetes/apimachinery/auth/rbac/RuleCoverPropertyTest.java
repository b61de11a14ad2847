package io.ubernetes.apimachinery.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Rule;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Rights compared with rights must agree with rights compared with requests: the check against
/// escalation is only worth something if whoever passes it gains nothing.
class RuleCoverPropertyTest {
  private static final List<String> VERBS = List.of("get", "list", "create", "escalate");
  private static final List<String> GROUPS = List.of("", "apps");
  private static final List<String> RESOURCES =
      List.of("pods", "pods/log", "deployments", "deployments/scale");
  private static final List<String> NAMES = List.of("a", "b");
  private static final List<String> PATHS = List.of("/metrics", "/metrics/x", "/healthz");

  @Property
  void whoHoldsAllPartsMayDoWhateverTheRulesAllow(
      @ForAll("rules") List<Rule> held, @ForAll("rules") List<Rule> wanted) {
    if (RuleCover.missing(held, wanted).isEmpty()) {
      for (Attributes request : requests()) {
        if (allows(wanted, request)) {
          assertThat(allows(held, request)).as("%s by %s", request, held).isTrue();
        }
      }
    }
  }

  @Property
  void whatIsMissingIsAllowedByWhatIsWantedAndNothingElseIsMissing(
      @ForAll("rules") List<Rule> held, @ForAll("rules") List<Rule> wanted) {
    List<Rule> missing = RuleCover.missing(held, wanted);
    List<Rule> all = new ArrayList<>(held);
    all.addAll(missing);

    assertThat(RuleCover.missing(wanted, missing)).isEmpty();
    assertThat(RuleCover.missing(all, wanted)).isEmpty();
  }

  @Property
  void everyoneHoldsWhatTheyHoldInAnyOrderAndMoreNeverTakesAway(
      @ForAll("rules") List<Rule> held, @ForAll("rules") List<Rule> more) {
    List<Rule> all = new ArrayList<>(more);
    all.addAll(held);

    assertThat(RuleCover.missing(held, held.reversed())).isEmpty();
    assertThat(RuleCover.missing(all, held)).isEmpty();
  }

  private static boolean allows(List<Rule> rules, Attributes request) {
    return rules.stream().anyMatch(rule -> rule.covers(request));
  }

  private static List<Attributes> requests() {
    List<Attributes> requests = new ArrayList<>();
    for (String verb : VERBS) {
      PATHS.forEach(path -> requests.add(new Attributes.OfPath(verb, path)));
      for (String group : GROUPS) {
        for (String resource : RESOURCES) {
          String[] parts = resource.split("/", 2);
          for (String name : List.of("", "a", "b")) {
            requests.add(
                new Attributes.OfResource(
                    verb, group, parts[0], parts.length > 1 ? parts[1] : "", "ns", name));
          }
        }
      }
    }
    return requests;
  }

  @Provide
  Arbitrary<List<Rule>> rules() {
    return Arbitraries.oneOf(resourceRule(), pathRule()).list().ofMaxSize(3);
  }

  private static Arbitrary<Rule> resourceRule() {
    List<String> resources = new ArrayList<>(RESOURCES);
    resources.addAll(List.of("*", "*/scale", "*/log"));
    return Combinators.combine(some(VERBS), some(GROUPS), words(resources), names())
        .as((verbs, groups, of, names) -> new Rule(verbs, groups, of, names, List.of()));
  }

  private static Arbitrary<Rule> pathRule() {
    List<String> paths = new ArrayList<>(PATHS);
    paths.addAll(List.of("*", "/metrics*", "/metrics/*"));
    return Combinators.combine(some(VERBS), words(paths))
        .as((verbs, of) -> new Rule(verbs, List.of(), List.of(), List.of(), of));
  }

  private static Arbitrary<List<String>> names() {
    return Arbitraries.of(NAMES).list().ofMaxSize(2).uniqueElements();
  }

  private static Arbitrary<List<String>> some(List<String> words) {
    List<String> all = new ArrayList<>(words);
    all.add("*");
    return words(all);
  }

  private static Arbitrary<List<String>> words(List<String> words) {
    return Arbitraries.of(words).list().ofMinSize(1).ofMaxSize(2).uniqueElements();
  }
}
