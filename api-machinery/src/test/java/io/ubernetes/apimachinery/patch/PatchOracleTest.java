package io.ubernetes.apimachinery.patch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.Oracle;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Replays every recorded patch: what the patch makes of the object before must be in the answer of
/// the real server, which has defaults as well, and what cannot be carried out must be refused in
/// its words.
class PatchOracleTest {

  /// Steps whose answer is made elsewhere: by decoding, defaulting, validation, or because the
  /// endpoint does not write all that the patch says.
  private static final Set<String> DECIDED_ELSEWHERE =
      Set.of(
          "patch/json-patch.json wrong-type",
          "patch/merge-patch.json wrong-type",
          "patch/strategic-merge-service.json add-port",
          "subresource/status-and-generation.json spec-by-status",
          "validation/invalid-metadata-updates.json change-creation-time");

  /// Codes that only carrying out a patch answers with.
  private static final Set<Integer> OWN_CODES = Set.of(413, 500);

  private final Map<String, ObjectNode> liveByPath = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private int patches;
  private int refusals;

  @Test
  void patchesDoWhatTheyDoOnARealServer() {
    Oracle.orSkip()
        .forEachScenario((path, scenario) -> {
          liveByPath.clear();
          for (JsonNode step : scenario.path("steps")) {
            replay(path + " " + step.path("id").asString(), step);
          }
        });
    assertThat(differences).isEmpty();
    assertThat(patches).isGreaterThan(30);
    assertThat(refusals).isGreaterThanOrEqualTo(8);
  }

  private void replay(String name, JsonNode step) {
    JsonNode request = step.path("request");
    JsonNode answer = step.path("expect").path("body");
    String path = request.path("path").asString();
    String type = Json.text(request, "headers", "Content-Type");
    ObjectNode live = liveByPath.get(path.replaceAll("/status$", ""));
    boolean patch = request.path("method").asString().equals("PATCH") && !type.contains("apply");
    if (patch && live != null && answer.isObject() && request.path("body").isContainer()) {
      compare(name, live, request.path("body"), type, step.path("expect"));
    }
    if (answer instanceof ObjectNode object && !Json.text(object, "metadata", "uid").isEmpty()) {
      remember(request, path.replaceAll("/status$", ""), object);
    }
  }

  private void remember(JsonNode request, String path, ObjectNode object) {
    if (Json.at(request, "query", "dryRun") == null) {
      boolean create = request.path("method").asString().equals("POST");
      liveByPath.put(create ? path + "/" + Json.text(object, "metadata", "name") : path, object);
    }
  }

  private void compare(String name, ObjectNode live, JsonNode patch, String type, JsonNode expect) {
    GroupVersionKind kind =
        GroupVersionKind.of(Json.text(live, "apiVersion"), Json.text(live, "kind"));
    Schema schema = Schemas.find(kind).orElse(null);
    if (schema == null || DECIDED_ELSEWHERE.contains(name)) {
      return;
    }
    int status = expect.path("status").asInt();
    JsonNode answer = expect.path("body");
    try {
      ObjectNode patched = patched(live, patch, type, schema);
      if (status < 300) {
        patches++;
        contains(name, Decoding.decode(patched, schema).object(), answer);
      } else if (OWN_CODES.contains(status)) {
        differences.add(name + ": not refused with " + answer);
      }
    } catch (ApiException e) {
      refusals++;
      if (!JsonEquality.equal(e.status(), answer)) {
        differences.add(name + ": refused with " + e.status() + " instead of " + answer);
      }
    }
  }

  private static ObjectNode patched(ObjectNode live, JsonNode patch, String type, Schema schema) {
    return switch (type) {
      case "application/json-patch+json" -> JsonPatch.apply(live, patch);
      case "application/merge-patch+json" -> MergePatch.apply(live, patch);
      default -> StrategicMergePatch.apply(live, patch, schema);
    };
  }

  private void contains(String name, ObjectNode patched, JsonNode answer) {
    for (Map.Entry<String, JsonNode> part : patched.properties()) {
      JsonNode mine = part.getValue();
      if (mine instanceof ObjectNode object && part.getKey().equals("metadata")) {
        object.remove(List.of("managedFields", "generation", "resourceVersion"));
      }
      boolean served = !part.getKey().equals("status");
      if (served && !within(mine, answer.path(part.getKey()))) {
        differences.add(name + ": " + mine + " is not in " + answer.path(part.getKey()));
      }
    }
  }

  private static boolean within(JsonNode mine, JsonNode answer) {
    if (mine instanceof ObjectNode object) {
      return object
          .propertyStream()
          .allMatch(field -> within(field.getValue(), answer.path(field.getKey())));
    }
    if (mine instanceof ArrayNode list) {
      boolean all = list.size() == answer.size();
      for (int i = 0; all && i < list.size(); i++) {
        all = within(list.get(i), answer.get(i));
      }
      return all;
    }
    return JsonEquality.equal(mine, answer);
  }
}
