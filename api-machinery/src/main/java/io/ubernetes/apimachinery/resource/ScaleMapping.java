package io.ubernetes.apimachinery.resource;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where in an object the fields of its `autoscaling/v1 Scale` stand; each a path of field names.
///
/// @param specReplicas the number of replicas that is wanted
/// @param statusReplicas the number of replicas that there are
/// @param selector a LabelSelector object, the text of one, or the labels alone; null when there is
///   none
/// @param unset what the Scale of an object is that does not say how many replicas it wants
public record ScaleMapping(
    List<String> specReplicas,
    List<String> statusReplicas,
    @Nullable List<String> selector,
    Unset unset) {

  /// Whether an object without a number of replicas has a Scale.
  public enum Unset {
    /// It has one, with 0.
    ZERO,
    /// Asking for it is an error: custom resources.
    ERROR
  }

  /// The mapping of all workloads of Kubernetes.
  public static final ScaleMapping WORKLOAD =
      new ScaleMapping(
          List.of("spec", "replicas"),
          List.of("status", "replicas"),
          List.of("spec", "selector"),
          Unset.ZERO);

  /// A mapping under which what is not said is 0.
  public ScaleMapping(
      List<String> specReplicas, List<String> statusReplicas, @Nullable List<String> selector) {
    this(specReplicas, statusReplicas, selector, Unset.ZERO);
  }

  /// The mapping of a custom resource.
  public static ScaleMapping ofCustomResource(
      List<String> specReplicas, List<String> statusReplicas, @Nullable List<String> selector) {
    return new ScaleMapping(specReplicas, statusReplicas, selector, Unset.ERROR);
  }

  public ScaleMapping {
    specReplicas = List.copyOf(specReplicas);
    statusReplicas = List.copyOf(statusReplicas);
    selector = selector == null ? null : List.copyOf(selector);
    if (specReplicas.isEmpty() || statusReplicas.isEmpty()) {
      throw new IllegalArgumentException("a path needs at least one field name");
    }
  }

  /// What is wrong with the fields themselves, beyond the schema: they must be numbers and text.
  public List<FieldError> problems(ObjectNode object) {
    List<FieldError> problems = new ArrayList<>();
    number(object, specReplicas).ifPresent(problems::add);
    number(object, statusReplicas).ifPresent(problems::add);
    JsonNode text = selector == null ? null : Json.at(object, path(selector));
    if (selector != null && text != null && !text.isString()) {
      problems.add(mistyped(selector, "\"\"", text, "string"));
    }
    return problems;
  }

  private static Optional<FieldError> number(ObjectNode object, List<String> path) {
    JsonNode value = Json.at(object, path(path));
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber()) {
      return Optional.of(mistyped(path, "0", value, "int64"));
    }
    String wrong =
        value.longValue() < 0
            ? "should be a non-negative integer"
            : value.longValue() > Integer.MAX_VALUE
                ? "should be less than or equal to " + Integer.MAX_VALUE
                : "";
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(FieldError.invalid(written(path), value.toString(), wrong));
  }

  private static FieldError mistyped(List<String> path, String shown, JsonNode value, String type) {
    String found =
        value.isString()
            ? value.stringValue() + " is of the type string"
            : value.isBoolean()
                ? value + " is of the type bool"
                : value.isNumber() ? value + " is of the type float64" : "it is of another type";
    return FieldError.invalid(
        written(path),
        shown,
        "%s accessor error: %s, expected %s".formatted(written(path), found, type));
  }

  private static String written(List<String> path) {
    return "." + String.join(".", path);
  }

  /// The replicas that an object asks for; 0 where it does not say.
  public int replicas(ObjectNode object) {
    return (int) Json.number(object, 0, path(specReplicas));
  }

  /// Writes the number of replicas that is wanted into an object.
  public void setReplicas(ObjectNode object, int replicas) {
    ObjectNode parent = object;
    for (String field : specReplicas.subList(0, specReplicas.size() - 1)) {
      parent = parent.get(field) instanceof ObjectNode child ? child : parent.putObject(field);
    }
    parent.put(specReplicas.getLast(), replicas);
  }

  /// The Scale that shows an object.
  ///
  /// @throws ApiException 500, as in Kubernetes, when it has none
  public ObjectNode scaleOf(ObjectNode object) {
    if (unset == Unset.ERROR && Json.at(object, path(specReplicas)) == null) {
      throw ApiException.internal(
          "the spec replicas field \"." + String.join(".", specReplicas) + "\" does not exist");
    }
    return scaleToChange(object);
  }

  /// The Scale that shows an object to whoever is about to write it; what is not said is 0.
  public ObjectNode scaleToChange(ObjectNode object) {
    ObjectNode scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonNode value = Json.at(object, "metadata", field);
      if (value != null) {
        metadata.set(field, value);
      }
    }
    ObjectNode spec = scale.putObject("spec");
    int wanted = replicas(object);
    if (wanted != 0) {
      spec.put("replicas", wanted);
    }
    ObjectNode status = scale.putObject("status");
    status.put("replicas", (int) Json.number(object, 0, path(statusReplicas)));
    String text = selectorText(object);
    if (!text.isEmpty()) {
      status.put("selector", text);
    }
    return scale;
  }

  private String selectorText(ObjectNode object) {
    JsonNode found = selector == null ? null : Json.at(object, path(selector));
    if (found == null) {
      return "";
    }
    if (found.isString()) {
      return found.stringValue();
    }
    boolean plainLabels = found.valueStream().anyMatch(JsonNode::isString);
    JsonNode parsed = plainLabels ? Json.object().set("matchLabels", found) : found;
    return LabelSelector.fromJson(parsed).toString();
  }

  private static String[] path(List<String> names) {
    return names.toArray(String[]::new);
  }
}
