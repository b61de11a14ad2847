package io.ubernetes.apimachinery.patch;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 6902, JSON Patch, with the latitude that Kubernetes' server allows: `replace` of an absent
/// field adds it, an index below zero counts from the end of the list, and a `test` of an absent
/// field passes when it expects nothing.
public final class JsonPatch {

  /// As many operations as Kubernetes takes in one patch: each costs time, and none bytes.
  public static final int MAX_OPERATIONS = 10_000;

  /// Bytes that the `copy` operations of one patch may add up to, so that a small patch cannot grow
  /// an object without limit. Kubernetes' limit of a request body.
  static final long MAX_COPIED_BYTES = 3L * 1024 * 1024;

  private JsonNode document;
  private long copiedBytes;

  private JsonPatch(ObjectNode object) {
    this.document = object.deepCopy();
  }

  /// The patched object as a new tree; neither argument is changed.
  ///
  /// @throws ApiException 400 when the patch is no list of operations, 413 when there are too many,
  ///   422 when one of them cannot be carried out
  public static ObjectNode apply(ObjectNode object, JsonNode patch) {
    List<Operation> operations = Operation.list(patch);
    if (operations.size() > MAX_OPERATIONS) {
      throw ApiException.requestEntityTooLarge(
          "Request entity too large: The allowed maximum operations in a JSON patch is "
              + MAX_OPERATIONS
              + ", got "
              + operations.size());
    }
    JsonPatch patched = new JsonPatch(object);
    operations.forEach(patched::carryOut);
    if (patched.document instanceof ObjectNode result) {
      return result;
    }
    throw PatchErrors.notApplicable();
  }

  private void carryOut(Operation operation) {
    switch (operation.op()) {
      case "add" -> add(operation.path(), operation.value());
      case "remove" -> remove(operation.path());
      case "replace" -> replace(operation);
      case "move" -> {
        JsonNode moved = get(operation.from());
        remove(operation.from());
        add(operation.path(), moved);
      }
      case "copy" -> copy(operation);
      case "test" -> test(operation);
      default -> throw PatchErrors.notApplicable();
    }
  }

  private void add(JsonPointerPath path, @Nullable JsonNode value) {
    JsonNode added = orNull(value).deepCopy();
    switch (container(path)) {
      case ObjectNode object -> object.set(path.last(), added);
      case ArrayNode list -> {
        int end = list.size();
        list.insert(path.last().equals("-") ? end : index(path.last(), end + 1), added);
      }
      default -> throw PatchErrors.notApplicable();
    }
  }

  private void remove(JsonPointerPath path) {
    switch (container(path)) {
      case ObjectNode object when object.has(path.last()) -> object.remove(path.last());
      case ArrayNode list -> list.remove(index(path.last(), list.size()));
      default -> throw PatchErrors.notApplicable();
    }
  }

  private void replace(Operation operation) {
    JsonNode value = operation.value();
    if (operation.path().isRoot()) {
      if (value == null || !value.isContainer()) {
        throw PatchErrors.notApplicable();
      }
      document = value.deepCopy();
      return;
    }
    JsonNode replacement = orNull(value).deepCopy();
    String last = operation.path().last();
    switch (container(operation.path())) {
      case ObjectNode object -> object.set(last, replacement);
      case ArrayNode list -> list.set(index(last, list.size()), replacement);
      default -> throw PatchErrors.notApplicable();
    }
  }

  private void copy(Operation operation) {
    JsonNode copied = get(operation.from());
    if (copied != null) {
      copiedBytes += Json.bytes(copied).length;
      if (copiedBytes > MAX_COPIED_BYTES) {
        throw PatchErrors.notApplicable();
      }
    }
    add(operation.path(), copied);
  }

  private void test(Operation operation) {
    JsonNode actual = operation.path().isRoot() ? document : get(operation.path());
    JsonNode expected = operation.value();
    if (!JsonEquality.equal(orNull(actual), orNull(expected))) {
      throw PatchErrors.notApplicable();
    }
  }

  private static JsonNode orNull(@Nullable JsonNode value) {
    return value == null ? NullNode.getInstance() : value;
  }

  /// What stands at a path; null where its object has no such field.
  private @Nullable JsonNode get(JsonPointerPath path) {
    return child(container(path), path.last());
  }

  /// The object or list that a path's last part is looked up in.
  private JsonNode container(JsonPointerPath path) {
    if (path.isRoot()) {
      throw PatchErrors.notApplicable();
    }
    JsonNode at = document;
    for (String part : path.parents()) {
      JsonNode next = child(at, part);
      if (next == null) {
        throw PatchErrors.notApplicable();
      }
      at = next;
    }
    return at;
  }

  private static @Nullable JsonNode child(JsonNode container, String part) {
    return switch (container) {
      case ObjectNode object -> object.get(part);
      case ArrayNode list -> list.get(index(part, list.size()));
      default -> throw PatchErrors.notApplicable();
    };
  }

  /// The index that a part of a path means in a list with `size` places.
  private static int index(String part, int size) {
    int index;
    try {
      index = Integer.parseInt(part);
    } catch (NumberFormatException e) {
      throw PatchErrors.notApplicable();
    }
    if (index < -size || index >= size) {
      throw PatchErrors.notApplicable();
    }
    return index < 0 ? index + size : index;
  }
}
