package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The text of one of Kubernetes' internal structs in a message: JSON in which every field is named
/// as in Go and shown, empty or not. Owned by one validation.
public final class GoStruct {

  private final ObjectNode fields = Json.object();

  private GoStruct() {}

  /// @param names of the fields that are texts unless they are given otherwise, in Go's order
  public static GoStruct of(String... names) {
    GoStruct struct = new GoStruct();
    for (String name : names) {
      struct.fields.put(name, "");
    }
    return struct;
  }

  public GoStruct with(String name, String text) {
    fields.put(name, text);
    return this;
  }

  /// @param value as it is to be shown; null where there is none
  public GoStruct with(String name, @Nullable JsonNode value) {
    if (value == null) {
      fields.putNull(name);
    } else {
      fields.set(name, value);
    }
    return this;
  }

  @Override
  public String toString() {
    return Json.MAPPER.writeValueAsString(fields);
  }
}
