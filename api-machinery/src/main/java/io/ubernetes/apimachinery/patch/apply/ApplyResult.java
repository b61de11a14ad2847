package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What became of an apply.
public sealed interface ApplyResult {

  /// The configuration is merged.
  ///
  /// @param object the merged object, a tree of its own, not yet defaulted or validated; fields
  ///   that the configuration sets to null are null in it
  /// @param change whether it says anything that the live object does not
  record Applied(ObjectNode object, Change change) implements ApplyResult {}

  /// Others own fields that the configuration would change.
  ///
  /// @param conflicts sorted by manager; never empty
  record Conflicts(List<Conflict> conflicts) implements ApplyResult {

    private static final String SCALE = "autoscaling/v1";

    public Conflicts {
      conflicts = List.copyOf(conflicts);
    }

    /// The same as the client of the `scale` subresource sees it, who knows another version.
    public Conflicts asOfScale() {
      return new Conflicts(
          conflicts.stream()
              .map(conflict ->
                  new Conflict(
                      conflict.path(),
                      conflict.manager(),
                      conflict.operation(),
                      SCALE,
                      conflict.subresource()))
              .toList());
    }

    /// The answer to the client: 409 with a cause for each field.
    public ApiException toException() {
      ObjectNode status = Json.object();
      status.put("kind", "Status").put("apiVersion", "v1");
      status.putObject("metadata");
      status.put("status", "Failure").put("message", message()).put("reason", "Conflict");
      ArrayNode causes = status.putObject("details").putArray("causes");
      for (Conflict conflict : conflicts) {
        causes
            .addObject()
            .put("reason", "FieldManagerConflict")
            .put("message", "conflict with " + conflict.owner())
            .put("field", conflict.path().toString());
      }
      status.put("code", 409);
      return ApiException.ofStatus(status);
    }

    private String message() {
      if (conflicts.size() == 1) {
        Conflict only = conflicts.getFirst();
        return "Apply failed with 1 conflict: conflict with " + only.owner() + ": " + only.path();
      }
      Map<String, String> byOwner =
          conflicts.stream()
              .collect(
                  Collectors.groupingBy(
                      Conflict::owner,
                      LinkedHashMap::new,
                      Collectors.mapping(
                          conflict -> "\n- " + conflict.path(), Collectors.joining())));
      return byOwner.entrySet().stream()
          .map(owner -> "conflicts with " + owner.getKey() + ":" + owner.getValue())
          .collect(
              Collectors.joining(
                  "\n", "Apply failed with " + conflicts.size() + " conflicts: ", ""));
    }
  }

  /// One field that another manager owns.
  ///
  /// @param apiVersion the version of the owner's entry
  record Conflict(
      FieldPath path, String manager, Operation operation, String apiVersion, String subresource) {

    /// The owner as messages call it: `"hand" with subresource "scale" using apps/v1`.
    public String owner() {
      String text = Scalar.text(manager);
      if (!subresource.isEmpty()) {
        text += " with subresource " + Scalar.text(subresource);
      }
      return operation == Operation.UPDATE ? text + " using " + apiVersion : text;
    }
  }

  /// Whether there is anything to write.
  enum Change {
    /// Fields or owners differ from the live object's.
    CHANGED,
    /// Everything is as it was: nothing must be written, and times stay.
    NONE
  }
}
