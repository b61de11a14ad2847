package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.ObjectMetaValidation;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.Defaulting;
import io.ubernetes.apimachinery.schema.Oracle;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Plays the parts of recorded conversations that concern the built-in kinds, without a server: a
/// request's body goes through the steps of a creation.
final class Conversation {

  /// What every new object is known by here.
  static final String UID = "01234567-89ab-cdef-0123-456789abcdef";

  private Conversation() {}

  static List<ResourceType> kinds() {
    return Stream.concat(BuiltinKinds.all().stream(), BuiltinKinds.ofMembers().stream()).toList();
  }

  /// The kind of an object, when it is one of ours.
  static Optional<ResourceType> typeOf(JsonNode object) {
    return kinds().stream()
        .filter(type ->
            type.kind(type.versions().getFirst())
                    .apiVersion()
                    .equals(Json.text(object, "apiVersion"))
                && type.names().kind().equals(Json.text(object, "kind")))
        .findFirst();
  }

  /// Every creation of every scenario, as a request and what was expected.
  static void forEachCreation(Consumer<JsonNode> action) {
    Oracle.orSkip()
        .forEachStep(step -> {
          boolean whole = step.at("/request/body") instanceof ObjectNode;
          if (whole
              && !step.at("/request/query").has("dryRun")
              && step.at("/request/method").asString().equals("POST")) {
            action.accept(real(step));
          }
        });
  }

  /// The step with names that a server would take.
  static ObjectNode real(JsonNode step) {
    String text =
        step.toString()
            .replace("${ns}", "ns")
            .replace("<gen>", "abcde")
            .replaceAll("<uid:[0-9]+>", UID)
            .replace("<time>", "2026-01-02T03:04:05Z")
            .replace("<microtime>", "2026-01-02T03:04:05.000006Z");
    ObjectNode real = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    JsonNode fill = real.at("/request/fill");
    if (!fill.isMissingNode()) {
      ObjectNode data = (ObjectNode) real.at("/request/body/data");
      String key = fill.path("pointer").asString().substring("/data/".length());
      data.put(key, "x".repeat(fill.path("bytes").asInt()));
    }
    return real;
  }

  /// What a creation would store, in the storage version.
  static ObjectNode created(ResourceType type, ObjectNode body) {
    ResourceType.Version version = type.versions().getFirst();
    ObjectNode object = Decoding.decode(body, version.schema()).object();
    ObjectNode metadata = (ObjectNode) object.get("metadata");
    if (type.namespaced() && Json.text(metadata, "namespace").isEmpty()) {
      metadata.put("namespace", "ns");
    }
    metadata.put("uid", UID);
    Defaulting.apply(version.schema(), object);
    Strategy strategy = type.strategy();
    object = version.toStorage().apply(object);
    strategy.setDefaults(object);
    if (type.has(ResourceType.Subresource.STATUS)) {
      object.remove("status");
    }
    strategy.prepareForCreate(object);
    return object;
  }

  static List<FieldError> errors(ResourceType type, ObjectNode object) {
    List<FieldError> errors =
        new ArrayList<>(
            ObjectMetaValidation.validate(object, type.scope(), type.strategy().nameRule()));
    errors.addAll(type.strategy().validate(object));
    errors.addAll(type.strategy().validateCreate(object));
    return errors;
  }
}
