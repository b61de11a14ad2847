package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.patch.GoText;
import io.ubernetes.apimachinery.patch.JsonPatch;
import io.ubernetes.apimachinery.patch.MergePatch;
import io.ubernetes.apimachinery.patch.StrategicMergePatch;
import io.ubernetes.apimachinery.patch.apply.ConflictPolicy;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.Stored;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.schema.Decoded;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.GoJsonSyntax;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// PATCH in its four media types. Stateless.
final class Patches {

  private static final JsonMapper LAST_WINS =
      Json.MAPPER.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// How a patch is written.
  enum Kind {
    JSON,
    MERGE,
    STRATEGIC,
    APPLY;

    static Kind of(Request request) {
      return switch (RequestBody.mediaType(request)) {
        case "application/json-patch+json" -> JSON;
        case "application/merge-patch+json" -> MERGE;
        case "application/strategic-merge-patch+json" -> STRATEGIC;
        case "application/apply-patch+yaml", "application/apply-patch+json" -> APPLY;
        default ->
            throw Accept.noDetails(415, "UnsupportedMediaType", "415: Unsupported Media Type");
      };
    }
  }

  Stored patch(Call call, Part part, WriteOptions options) {
    Kind kind = Kind.of(call.request());
    if (kind == Kind.STRATEGIC && call.served().type().strategy().customResource()) {
      throw ApiException.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include:"
              + " application/json-patch+json, application/merge-patch+json,"
              + " application/apply-patch+yaml");
    }
    ConflictPolicy policy = policy(call.request(), kind);
    if (kind == Kind.APPLY) {
      return apply(call, part, policy, options);
    }
    JsonNode patch = body(call.request());
    Served served = call.served();
    List<String> repeated = repeated(patch, call.request(), served.version().schema());
    Edit edit =
        new Edit.Patch(current -> {
          ObjectNode patched = patched(kind, current, patch, served.version().schema());
          String shown = kind == Kind.STRATEGIC ? GoText.value(patch) : "";
          return checked(served, patched, shown, repeated, options);
        });
    return served.registry().update(call.name(), new Change(served.version(), part, edit), options);
  }

  ObjectNode patched(Kind kind, ObjectNode current, JsonNode patch, Schema schema) {
    return switch (kind) {
      case JSON -> JsonPatch.apply(current, patch);
      case MERGE -> MergePatch.apply(current, patch);
      case STRATEGIC -> StrategicMergePatch.apply(current, patch, schema);
      case APPLY -> throw new IllegalArgumentException("an apply is no patch of a tree");
    };
  }

  /// A patch that leads to an object that cannot be is itself what is invalid.
  ///
  /// @param patch what is shown of an unknown field's origin; empty for the whole result
  /// @param repeated what is wrong with the patch itself
  private static ObjectNode checked(
      Served served,
      ObjectNode patched,
      String patch,
      List<String> repeated,
      WriteOptions options) {
    Decoded decoded = Decoding.decode(patched, served.version().schema());
    if (!decoded.fault().isEmpty()) {
      throw invalidPatch(shown(patched), decoded.fault());
    }
    ApiObject result = new ApiObject(patched);
    if (!result.groupVersionKind().equals(served.kind())) {
      throw invalidPatch(shown(patched), "it would be a " + result.groupVersionKind());
    }
    List<String> mistakes = new ArrayList<>(repeated);
    mistakes.addAll(decoded.strictErrors());
    if (!mistakes.isEmpty()) {
      switch (options.fieldValidation()) {
        case STRICT ->
            throw invalidPatch(
                patch.isEmpty() ? shown(patched) : patch,
                "strict decoding error: " + String.join(", ", mistakes));
        case WARN -> options.warnings().addAll(mistakes);
        case IGNORE -> {}
      }
    }
    return decoded.object();
  }

  private static String shown(ObjectNode patched) {
    return Json.MAPPER.writeValueAsString(patched);
  }

  private static ApiException invalidPatch(String shown, String problem) {
    return ApiException.invalid(
        "", "", "", List.of(FieldError.invalid("patch", QueryOptions.quote(shown), problem)));
  }

  private static Stored apply(Call call, Part part, ConflictPolicy policy, WriteOptions options) {
    Served served = call.served();
    ObjectNode configuration = Bodies.configuration(call.request(), options);
    ObjectNode metadata = new ApiObject(configuration).metadata();
    if (Json.text(metadata, "name").isEmpty()) {
      metadata.put("name", call.info().name());
    }
    return served
        .registry()
        .apply(call.name(), served.version(), part, new Edit.Apply(configuration, policy), options);
  }

  static ConflictPolicy policy(Request request, Kind kind) {
    boolean given = request.parameter("force").isPresent();
    if (given && kind != Kind.APPLY) {
      throw invalid(FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    boolean manager = request.parameter("fieldManager").filter(m -> !m.isEmpty()).isPresent();
    if (kind == Kind.APPLY && !manager) {
      throw invalid(FieldError.required("fieldManager", "is required for apply patch"));
    }
    return QueryOptions.isTrue(request, "force") ? ConflictPolicy.FORCE : ConflictPolicy.REFUSE;
  }

  /// Fields that stand twice in a patch that has the shape of the object.
  private static List<String> repeated(JsonNode patch, Request request, Schema schema) {
    if (!patch.isObject()) {
      return List.of();
    }
    return Decoding.decode(request.body(), schema).strictErrors().stream()
        .filter(mistake -> mistake.startsWith("duplicate field"))
        .toList();
  }

  private static ApiException invalid(FieldError error) {
    return ApiException.invalid("meta.k8s.io", "PatchOptions", "", List.of(error));
  }

  /// Of a field that stands twice the last value counts; [#repeated] tells of it.
  static JsonNode body(Request request) {
    try {
      return LAST_WINS.readTree(request.body());
    } catch (JacksonException malformed) {
      throw ApiException.badRequest("error decoding patch: " + GoJsonSyntax.fault(request.body()));
    }
  }
}
