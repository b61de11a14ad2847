package io.ubernetes.apimachinery.admission.podsecurity;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A pod as the checks look at it, and the words in which they speak of its parts.
final class PodView {

  private final ObjectNode template;
  private final List<ObjectNode> containers = new ArrayList<>();

  PodView(ObjectNode template) {
    this.template = template;
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      containers.addAll(objects(Json.at(template, "spec", list)));
    }
  }

  private static List<ObjectNode> objects(@Nullable JsonNode list) {
    List<ObjectNode> objects = new ArrayList<>();
    if (list != null) {
      list.forEach(item -> {
        if (item instanceof ObjectNode object) {
          objects.add(object);
        }
      });
    }
    return objects;
  }

  List<ObjectNode> containers() {
    return containers;
  }

  List<ObjectNode> volumes() {
    return objects(Json.at(template, "spec", "volumes"));
  }

  static List<ObjectNode> objects(ObjectNode parent, String... path) {
    return objects(Json.at(parent, path));
  }

  @Nullable JsonNode spec(String... path) {
    return Json.at(template.get("spec"), path);
  }

  /// A field of the security context of the whole pod.
  @Nullable JsonNode ofPod(String... path) {
    return Json.at(spec("securityContext"), path);
  }

  /// A field of the security context of a container.
  static @Nullable JsonNode of(ObjectNode container, String... path) {
    return Json.at(container.get("securityContext"), path);
  }

  Map<String, String> annotations() {
    return Json.strings(Json.at(template, "metadata", "annotations"));
  }

  boolean isWindows() {
    return Json.text(template, "spec", "os", "name").equals("windows");
  }

  /// Users of such a pod are not those of its node.
  boolean hasOwnUsers() {
    return is(spec("hostUsers"), false);
  }

  static boolean is(@Nullable JsonNode flag, boolean value) {
    return flag != null && flag.isBoolean() && flag.booleanValue() == value;
  }

  List<String> namesOf(Predicate<ObjectNode> bad) {
    return containers.stream().filter(bad).map(c -> Json.text(c, "name")).toList();
  }

  /// `container "a"`, `containers "a", "b"`.
  static String named(String thing, Collection<String> names) {
    return plural(thing, names.size()) + " " + quoted(names);
  }

  static String plural(String thing, int count) {
    return count == 1 ? thing : thing + "s";
  }

  static String quoted(Collection<String> texts) {
    return "\"" + String.join("\", \"", texts) + "\"";
  }

  /// Who sets something: the pod, containers, or both; empty when nobody does.
  static String setters(boolean pod, List<String> names) {
    String containers = names.isEmpty() ? "" : named("container", names);
    return pod && !containers.isEmpty() ? "pod and " + containers : pod ? "pod" : containers;
  }
}
