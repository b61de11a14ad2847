package io.ubernetes.apimachinery.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// After any sequence of changes the index gives what a walk over all bindings gives.
class RoleIndexPropertyTest {
  private static final List<String> NAMESPACES = List.of("", "a", "b");
  private static final List<String> NAMES = List.of("x", "y");
  private static final List<String> USERS = List.of("jane", "joe", "system:serviceaccount:a:bot");

  /// A binding that is written, or removed when it has no role.
  record Step(NamespacedName key, String role, List<String> users) {}

  @Property
  void theIndexIsWhatTheBindingsSay(@ForAll("steps") List<Step> steps) {
    RoleIndex index = new RoleIndex();
    Map<NamespacedName, Step> model = new LinkedHashMap<>();
    for (Step step : steps) {
      if (step.role().isEmpty()) {
        index.removeBinding(step.key());
        model.remove(step.key());
      } else {
        index.putBinding(step.key(), binding(step));
        model.put(step.key(), step);
      }
    }

    for (String namespace : NAMESPACES) {
      for (String user : USERS) {
        List<String> expected = new ArrayList<>();
        model.values().stream()
            .filter(step -> step.key().namespace().equals(namespace))
            .filter(step -> step.users().contains(user))
            .sorted(java.util.Comparator.comparing(step -> step.key().name()))
            .forEach(step -> expected.add(step.key().name() + "=" + step.role()));
        assertThat(index.grants(namespace, Subject.user(user)))
            .extracting(grant -> grant.binding().name() + "=" + grant.role().name())
            .containsExactlyElementsOf(expected);
      }
    }
  }

  private static ObjectNode binding(Step step) {
    ObjectNode binding = Json.object();
    binding.putObject("roleRef").put("kind", "ClusterRole").put("name", step.role());
    ArrayNode subjects = binding.putArray("subjects");
    for (String user : step.users()) {
      if (user.startsWith("system:serviceaccount:")) {
        subjects
            .addObject()
            .put("kind", "ServiceAccount")
            .put("namespace", user.split(":")[2])
            .put("name", user.split(":")[3]);
      } else {
        subjects.addObject().put("kind", "User").put("name", user);
      }
    }
    return binding;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(NAMESPACES),
            Arbitraries.of(NAMES),
            Arbitraries.of("", "view", "edit"),
            Arbitraries.of(USERS).list().ofMaxSize(3))
        .as((namespace, name, role, users) ->
            new Step(new NamespacedName(namespace, name), role, users))
        .list()
        .ofMaxSize(12);
  }
}
