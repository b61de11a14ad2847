package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.Json;
import tools.jackson.databind.node.ObjectNode;

/// What is said of an object whose name is not that of the path to which it was sent.
public final class NameErrors {

  private NameErrors() {}

  /// @param name on the path
  /// @throws ApiException 400 when the object has another name, or none
  public static void check(ObjectNode object, String name) {
    String given = Json.text(object, "metadata", "name");
    if (given.isEmpty()) {
      throw missing(name);
    }
    if (!given.equals(name)) {
      throw ApiException.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(given, name));
    }
  }

  /// 400: nobody knows what the object is called.
  public static ApiException missing(String name) {
    return ApiException.badRequest(
        "the name of the object (%s based on URL) was undeterminable: name must be provided"
            .formatted(name));
  }
}
