package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a webhook answers when it is asked to convert objects, checked: it must be the same
/// objects, in the version that was asked for. Errors have Kubernetes' words and code.
///
/// @param from what the first of the objects was
/// @param to what all shall be
record ConvertedObjects(GroupVersionKind from, GroupVersionKind to) {

  /// The converted objects of an answer.
  ///
  /// @throws ApiException 500 when the webhook did not do it
  ArrayNode read(ObjectNode answer, String version, String uid) {
    if (version.equals("v1")) { // answers in the older version were never looked at so closely
      checkReview(answer, uid);
    }
    JsonNode response = Json.at(answer, "response");
    if (response == null || !response.isObject()) {
      throw failed("no response provided");
    }
    String status = Json.text(response, "result", "status");
    if (!status.equals("Success")) {
      String message = Json.text(response, "result", "message");
      throw failed(
          message.isEmpty()
              ? "response.result.status was '" + status + "', not 'Success'"
              : message);
    }
    return response.get("convertedObjects") instanceof ArrayNode objects
        ? objects
        : Json.MAPPER.createArrayNode();
  }

  private void checkReview(ObjectNode answer, String uid) {
    String expected = "apiextensions.k8s.io/v1, Kind=ConversionReview";
    String got = goName(Json.text(answer, "apiVersion"), Json.text(answer, "kind"));
    if (!got.equals(expected)) {
      throw failed("expected webhook response of " + expected + ", got " + got);
    }
    if (Json.at(answer, "response") instanceof ObjectNode response
        && !Json.text(response, "uid").equals(uid)) {
      throw failed(
          "expected response.uid=\"%s\", got \"%s\"".formatted(uid, Json.text(response, "uid")));
    }
  }

  private static String goName(String apiVersion, String kind) {
    return (apiVersion.contains("/") ? "" : "/") + apiVersion + ", Kind=" + kind;
  }

  /// @param asked the objects as they were sent
  /// @param answered what came back, in the same order
  /// @return what came back with the metadata that the objects had
  List<ObjectNode> check(ArrayNode asked, ArrayNode answered) {
    if (answered.size() != asked.size()) {
      throw error("returned %d objects, expected %d".formatted(answered.size(), asked.size()));
    }
    List<ObjectNode> objects = new ArrayList<>(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      objects.add(check((ObjectNode) asked.get(i), answered.get(i), i));
    }
    return objects;
  }

  private ObjectNode check(ObjectNode original, JsonNode answered, int index) {
    String where = "returned invalid object at index " + index + ": ";
    if (!(answered instanceof ObjectNode converted) || Json.text(answered, "kind").isEmpty()) {
      throw error(where + "Object 'Kind' is missing in '" + answered + "'");
    }
    String version = Json.text(converted, "apiVersion");
    if (!version.equals(to.apiVersion())) {
      throw error(
          where
              + "invalid groupVersion (expected %s, received %s)"
                  .formatted(to.apiVersion(), version));
    }
    String kind = Json.text(original, "kind");
    String gotKind = Json.text(converted, "kind");
    if (!gotKind.equals(kind)) {
      throw error(where + "invalid kind (expected %s, received %s)".formatted(kind, gotKind));
    }
    same("name", original, converted, "name");
    same("namespace", original, converted, "namespace");
    same("UID", original, converted, "uid");
    restoreMetadata(original, converted);
    return converted;
  }

  private void same(String called, ObjectNode original, ObjectNode converted, String field) {
    String expected = Json.text(original, "metadata", field);
    String got = Json.text(converted, "metadata", field);
    if (!expected.equals(got)) {
      throw error(
          "returned invalid object: must have the same %s: %s != %s"
              .formatted(called, expected, got));
    }
  }

  /// Of the metadata only labels and annotations are the webhook's.
  private void restoreMetadata(ObjectNode original, ObjectNode converted) {
    String where = "returned invalid metadata: ";
    JsonNode given = converted.get("metadata");
    if (given == null) {
      throw error(where + "missing metadata in converted object");
    }
    ObjectNode metadata =
        original.get("metadata") instanceof ObjectNode there ? there.deepCopy() : Json.object();
    for (String field : List.of("labels", "annotations")) {
      JsonNode wanted = given.get(field);
      if (wanted == null || wanted.isNull()) {
        metadata.remove(field);
        continue;
      }
      String problem = problem(field, wanted, metadata.get(field));
      if (!problem.isEmpty()) {
        throw error(where + problem);
      }
      metadata.set(field, wanted);
    }
    converted.set("metadata", metadata);
  }

  private static String problem(String field, JsonNode wanted, @Nullable JsonNode before) {
    if (!(wanted instanceof ObjectNode texts)) {
      return "invalid metadata.%s of type %s in converted object".formatted(field, goType(wanted));
    }
    for (Map.Entry<String, JsonNode> entry : texts.properties()) {
      if (!entry.getValue().isString()) {
        return "metadata.%s[%s] must be a string, but is %s in converted object"
            .formatted(field, entry.getKey(), goType(entry.getValue()));
      }
    }
    if (wanted.equals(before)) {
      return "";
    }
    FieldErrors errors = new FieldErrors();
    Map<String, String> map = new LinkedHashMap<>();
    texts.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asString()));
    if (field.equals("labels")) {
      LabelRules.labels(map, FieldPath.of("metadata", "labels"), errors);
    } else {
      LabelRules.annotations(map, FieldPath.of("metadata", "annotation"), errors);
    }
    String all = errors.list().stream().map(FieldError::toString).collect(Collectors.joining(", "));
    return errors.count() > 1 ? "[" + all + "]" : all;
  }

  private static String goType(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "map[string]interface {}";
      case ARRAY -> "[]interface {}";
      case STRING, BINARY -> "string";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      case BOOLEAN -> "bool";
      case NULL, MISSING, POJO -> "<nil>";
    };
  }

  /// The webhook did not answer as it should.
  ApiException failed(String why) {
    return error("failed: " + why);
  }

  private ApiException error(String what) {
    return ApiException.of(
        500,
        "",
        "conversion webhook for %s %s".formatted(goName(from.apiVersion(), from.kind()), what));
  }
}
