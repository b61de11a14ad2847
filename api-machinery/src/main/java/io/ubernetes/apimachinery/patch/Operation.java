package io.ubernetes.apimachinery.patch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One operation of a JSON patch. What is absent is null until it is needed: an operation that
/// lacks it is refused when its turn comes, and not before.
record Operation(
    String op,
    @Nullable JsonPointerPath pathOrNull,
    @Nullable JsonPointerPath fromOrNull,
    @Nullable JsonNode value) {

  static List<Operation> list(JsonNode patch) {
    if (patch.isNull()) {
      return List.of();
    }
    if (!patch.isArray()) {
      throw PatchErrors.wrongType(patch, "value of type []handlers.jsonPatchOp");
    }
    List<Operation> operations = new ArrayList<>(patch.size());
    patch.forEach(item -> operations.add(of(item)));
    return operations;
  }

  private static Operation of(JsonNode item) {
    if (item.isNull()) {
      return new Operation("", null, null, null);
    }
    if (!(item instanceof ObjectNode fields)) {
      throw PatchErrors.wrongType(item, "value of type handlers.jsonPatchOp");
    }
    String op = text(fields, "op");
    return new Operation(
        op == null ? "" : op, path(fields, "path"), path(fields, "from"), fields.get("value"));
  }

  private static @Nullable JsonPointerPath path(ObjectNode fields, String name) {
    String text = text(fields, name);
    if (text == null || (!text.isEmpty() && text.indexOf('/') < 0)) {
      return null;
    }
    return JsonPointerPath.parse(text);
  }

  private static @Nullable String text(ObjectNode fields, String name) {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw PatchErrors.wrongType(value, "struct field jsonPatchOp." + name + " of type string");
    }
    return value.stringValue();
  }

  JsonPointerPath path() {
    return required(pathOrNull);
  }

  JsonPointerPath from() {
    return required(fromOrNull);
  }

  private static JsonPointerPath required(@Nullable JsonPointerPath path) {
    if (path == null) {
      throw PatchErrors.notApplicable();
    }
    return path;
  }
}
