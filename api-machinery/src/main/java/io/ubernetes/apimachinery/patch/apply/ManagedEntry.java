package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.model.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One entry of managedFields: a manager and the fields that it owns.
///
/// @param apiVersion the version in which the fields are named
/// @param time as it stands in the entry; empty when there is none
/// @param source the JSON that the entry was read from and still equals, or null
record ManagedEntry(
    ManagerId id, String apiVersion, String time, FieldSet fields, @Nullable ObjectNode source) {

  private static final String FIELDS_V1 = "FieldsV1";

  static ManagedEntry of(ManagerId id, String apiVersion, Instant time, FieldSet fields) {
    String text = time.truncatedTo(ChronoUnit.SECONDS).toString();
    return new ManagedEntry(id, apiVersion, text, fields, null);
  }

  ManagedEntry withFields(FieldSet others) {
    return others.equals(fields) ? this : new ManagedEntry(id, apiVersion, time, others, null);
  }

  ManagedEntry withTime(String other) {
    return new ManagedEntry(id, apiVersion, other, fields, null);
  }

  boolean isApplied() {
    return id.operation() == Operation.APPLY;
  }

  /// Seconds since 1970, or 0 when there is no time.
  long seconds() {
    try {
      return time.isEmpty() ? 0 : Instant.parse(time).getEpochSecond();
    } catch (DateTimeException _) {
      return 0;
    }
  }

  /// Whether the other entry says the same, whenever it was written.
  boolean sameButTime(ManagedEntry other) {
    return id.equals(other.id)
        && apiVersion.equals(other.apiVersion)
        && fields.equals(other.fields);
  }

  /// @throws IllegalArgumentException when it is no valid entry
  static ManagedEntry read(JsonNode json) {
    String apiVersion = Json.text(json, "apiVersion");
    String type = Json.text(json, "fieldsType");
    if (!(json instanceof ObjectNode source) || apiVersion.isEmpty() || !type.equals(FIELDS_V1)) {
      throw new IllegalArgumentException("no entry of managedFields: " + json);
    }
    Operation operation =
        switch (Json.text(json, "operation")) {
          case "Apply" -> Operation.APPLY;
          case "Update" -> Operation.UPDATE;
          default -> throw new IllegalArgumentException("no operation: " + json);
        };
    ManagerId id =
        new ManagerId(
            Json.text(json, "manager"),
            operation,
            operation == Operation.APPLY ? "" : apiVersion,
            Json.text(json, "subresource"));
    JsonNode fields = Json.at(json, "fieldsV1");
    FieldSet set = fields == null ? FieldSet.EMPTY : FieldsV1.read(fields);
    return new ManagedEntry(id, apiVersion, Json.text(json, "time"), set, source);
  }

  ObjectNode write() {
    if (source != null) {
      return source.deepCopy();
    }
    ObjectNode json = Json.object();
    json.put("manager", id.manager());
    json.put("operation", id.operation().toString());
    json.put("apiVersion", apiVersion);
    if (!time.isEmpty()) {
      json.put("time", time);
    }
    json.put("fieldsType", FIELDS_V1);
    json.set("fieldsV1", FieldsV1.write(fields));
    if (!id.subresource().isEmpty()) {
      json.put("subresource", id.subresource());
    }
    return json;
  }
}
