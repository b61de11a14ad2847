package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What may not change in a PersistentVolumeClaim, and what its status may say.
final class ClaimUpdateRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final FieldPath SIZE = SPEC.child("resources").child("requests").child("storage");
  private static final String ATTRIBUTES_CLASS = "volumeAttributesClassName";
  private static final List<String> RESIZE_STATES =
      List.of(
          "ControllerResizeInProgress",
          "ControllerResizeInfeasible",
          "NodeResizePending",
          "NodeResizeInProgress",
          "NodeResizeInfeasible");

  private ClaimUpdateRules() {}

  static void check(ObjectNode claim, ObjectNode old, FieldErrors errors) {
    ObjectNode spec = Trees.makeObject(claim, "spec").deepCopy();
    ObjectNode before = Trees.makeObject(old, "spec").deepCopy();
    if (Json.text(before, "volumeName").isEmpty()) {
      take(before, spec, "volumeName"); // once
    }
    className(claim, old, spec, before, errors);
    if (PersistentVolumeClaimKind.isBound(claim)) {
      ObjectNode requests = Trees.object(spec, "resources", "requests");
      if (requests != null) {
        take(requests, Trees.object(before, "resources", "requests"), "storage");
      }
      take(spec, before, ATTRIBUTES_CLASS);
    }
    if (!spec.equals(before)) {
      errors.forbidden(
          SPEC,
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims\n"
              + SpecDifference.of(before, spec));
    }
    shrunk(claim, old, errors);
    errors.unchanged(
        FieldPath.of("volumeMode"),
        Json.at(claim, "spec", "volumeMode"),
        Json.at(old, "spec", "volumeMode"));
    attributesClass(claim, old, errors);
  }

  private static void take(ObjectNode to, @Nullable ObjectNode from, String field) {
    JsonNode value = from == null ? null : Json.at(from, field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value);
    }
  }

  /// A class may move from the annotation to the field, and be set where there was none.
  private static void className(
      ObjectNode claim, ObjectNode old, ObjectNode spec, ObjectNode before, FieldErrors errors) {
    String annotation = PersistentVolumeClaimKind.CLASS_ANNOTATION;
    String now = new ApiObject(claim).annotations().get(annotation);
    String then = new ApiObject(old).annotations().get(annotation);
    String named = Json.text(spec, "storageClassName");
    boolean isNamed = Json.at(spec, "storageClassName") != null;
    boolean wasNamed = Json.at(before, "storageClassName") != null;
    boolean moved =
        then != null && !wasNamed && named.equals(then) && (now == null || now.equals(then));
    if (moved || (isNamed && !wasNamed && (then == null || named.equals(then)))) {
      take(spec, before, "storageClassName");
    }
    String text = now == null ? "" : now;
    if (!moved && !text.equals(then == null ? "" : then)) {
      errors.invalid(
          FieldPath.of("metadata", "annotations", annotation), text, "field is immutable");
    }
  }

  /// Storage does not shrink; but a wish for more may be taken back as long as it is not granted.
  private static void shrunk(ObjectNode claim, ObjectNode old, FieldErrors errors) {
    String[] path = {"spec", "resources", "requests", "storage"};
    Quantity size = amount(Json.text(claim, path));
    Quantity before = amount(Json.text(old, path));
    Quantity granted = amount(Json.text(old, "status", "capacity", "storage"));
    if (size.compareTo(before) < 0 && size.compareTo(granted) <= 0) {
      errors.forbidden(SIZE, "field can not be less than status.capacity");
    }
  }

  private static Quantity amount(String text) {
    return Quantity.tryParse(text).orElse(Quantity.ZERO);
  }

  private static void attributesClass(ObjectNode claim, ObjectNode old, FieldErrors errors) {
    JsonNode now = Json.at(claim, "spec", ATTRIBUTES_CLASS);
    if (Trees.same(now, Json.at(old, "spec", ATTRIBUTES_CLASS))
        || Json.at(old, "status", "currentVolumeAttributesClassName") == null) {
      return;
    }
    if (now == null || now.asString("").isEmpty()) {
      errors.forbidden(
          SPEC.child(ATTRIBUTES_CLASS),
          "update to "
              + (now == null ? "nil" : "empty string")
              + " is forbidden when status.currentVolumeAttributesClassName is not nil");
    }
  }

  static void checkStatus(ObjectNode claim, FieldErrors errors) {
    amounts(Trees.object(claim, "status", "capacity"), STATUS.child("capacity"), errors);
    ObjectNode allocated = Json.object();
    FieldPath place = STATUS.child("allocatedResources");
    ObjectNode given = Trees.object(claim, "status", "allocatedResources");
    if (given != null) {
      for (Map.Entry<String, JsonNode> entry : given.properties()) {
        if (isOfClaims(entry.getKey())) {
          allocated.set(entry.getKey(), entry.getValue());
        } else {
          errors.notSupported(place, entry.getKey(), List.of("storage"));
        }
      }
    }
    amounts(allocated, place, errors);
    FieldPath field = STATUS.child("allocatedResourceStatuses");
    Trees.map(claim, "status", "allocatedResourceStatuses")
        .forEach((resource, state) -> {
          if (!RESIZE_STATES.contains(state)) {
            errors.notSupported(field, resource, RESIZE_STATES.stream().sorted().toList());
          }
        });
  }

  /// Room, or what a driver with a name of its own counts.
  private static boolean isOfClaims(String resource) {
    return resource.equals("storage")
        || (resource.indexOf('/') > 0
            && !resource.contains("kubernetes.io/")
            && Names.qualifiedName(resource).isEmpty());
  }

  private static void amounts(@Nullable ObjectNode amounts, FieldPath list, FieldErrors errors) {
    if (amounts == null) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : amounts.properties()) {
      Quantity amount = amount(entry.getValue().asString(""));
      if (amount.signum() < 0) {
        errors.invalid(
            list.key(entry.getKey()), amount.value(), "must be a valid resource quantity");
      }
    }
  }
}
