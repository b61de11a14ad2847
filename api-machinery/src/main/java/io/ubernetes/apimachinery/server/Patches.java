package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.patch.GoText;
import io.ubernetes.apimachinery.patch.JsonPatch;
import io.ubernetes.apimachinery.patch.MergePatch;
import io.ubernetes.apimachinery.patch.PatchedText;
import io.ubernetes.apimachinery.patch.StrategicMergePatch;
import io.ubernetes.apimachinery.patch.apply.ConflictPolicy;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.NameErrors;
import io.ubernetes.apimachinery.registry.Stored;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.schema.ConversionFault;
import io.ubernetes.apimachinery.schema.Decoded;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.GoJsonSyntax;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        case "application/apply-patch+yaml" -> APPLY;
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
    JsonNode patch = body(call.request(), kind);
    Served served = call.served();
    List<String> repeated = repeated(patch, call.request(), served.version().schema());
    Edit edit =
        new Edit.Patch(current -> {
          ObjectNode patched = patched(kind, current, patch, served.version().schema());
          return checked(served, new Patched(kind, current, patch, patched), repeated, options);
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

  /// An object that a patch has made.
  private record Patched(Kind kind, ObjectNode before, JsonNode patch, ObjectNode object) {

    /// How it is shown in messages: with a strategic merge patch, by the patch.
    String shown(Schema schema) {
      return switch (kind) {
        case STRATEGIC ->
            GoText.value(StrategicMergePatch.remains(before, (ObjectNode) patch, schema));
        case JSON -> PatchedText.ofOperations(object, patch, schema);
        case MERGE, APPLY -> PatchedText.ofMerge(object, patch, schema);
      };
    }
  }

  /// A patch that leads to an object that cannot be is itself what is invalid.
  ///
  /// @param repeated what is wrong with the patch itself
  private static ObjectNode checked(
      Served served, Patched patched, List<String> repeated, WriteOptions options) {
    Schema schema = served.version().schema();
    if (!served.type().strategy().customResource()) {
      checkTyped(served, patched);
    }
    GroupVersionKind kind = new ApiObject(patched.object()).groupVersionKind();
    if (!kind.equals(served.kind())) {
      throw invalidPatch(patched.shown(schema), otherKind(patched.object(), kind, served));
    }
    Decoded decoded = Decoding.decode(patched.object(), schema);
    if (!decoded.fault().isEmpty()) {
      String converted =
          patched.kind() == Kind.STRATEGIC ? ConversionFault.of(patched.object(), schema) : "";
      throw invalidPatch(patched.shown(schema), converted.isEmpty() ? decoded.fault() : converted);
    }
    List<String> mistakes = new ArrayList<>(repeated);
    mistakes.addAll(decoded.strictErrors());
    if (!mistakes.isEmpty()) {
      switch (options.fieldValidation()) {
        case STRICT ->
            throw invalidPatch(
                patched.shown(schema), "strict decoding error: " + String.join(", ", mistakes));
        case WARN -> options.warnings().addAll(mistakes);
        case IGNORE -> {}
      }
    }
    return decoded.object();
  }

  /// What has lost its kind is taken for what it was; of what has lost its version nobody knows
  /// where its name would be.
  private static void checkTyped(Served served, Patched patched) {
    ObjectNode object = patched.object();
    if (Json.text(object, "apiVersion").isEmpty()) {
      throw NameErrors.missing(Json.text(patched.before(), "metadata", "name"));
    }
    if (Json.text(object, "kind").isEmpty()
        && Json.text(object, "apiVersion").equals(served.kind().apiVersion())) {
      object.put("kind", served.kind().kind());
    }
  }

  /// Kubernetes reads the result as what it says it is, and only then sees that it is not wanted.
  private static String otherKind(ObjectNode patched, GroupVersionKind kind, Served served) {
    if (served.type().strategy().customResource()) {
      return "it would be a " + kind;
    }
    Optional<Schema> schema = Schemas.find(kind);
    if (schema.isEmpty()) {
      return Decoding.notRegistered(kind);
    }
    String fault = Decoding.decode(patched, schema.get()).fault();
    return fault.isEmpty() ? Decoding.unknownConversion(kind, served.kind()) : fault;
  }

  private static ApiException invalidPatch(String shown, String problem) {
    return ApiException.invalid(
        "", "", "", List.of(FieldError.invalid("patch", QueryOptions.quote(shown), problem)));
  }

  private static Stored apply(Call call, Part part, ConflictPolicy policy, WriteOptions options) {
    Served served = call.served();
    ObjectNode configuration = Bodies.configuration(call.request(), options);
    ObjectNode metadata = new ApiObject(configuration).metadata();
    boolean named = !Json.text(metadata, "name").isEmpty();
    boolean creates = part == Part.MAIN && !named && !isThere(call);
    if (!named && !creates) {
      metadata.put("name", call.info().name());
    }
    NameErrors.check(configuration, call.info().name());
    return served
        .registry()
        .apply(call.name(), served.version(), part, new Edit.Apply(configuration, policy), options);
  }

  private static boolean isThere(Call call) {
    return call.served().registry().get(call.name()).isPresent();
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
    try {
      return Decoding.decode(request.body(), schema).strictErrors().stream()
          .filter(mistake -> mistake.startsWith("duplicate field"))
          .toList();
    } catch (JacksonException unreadable) {
      // A name that is no UTF-8, which Go reads all the same: what stands twice is not told then.
      return List.of();
    }
  }

  private static ApiException invalid(FieldError error) {
    return ApiException.invalid("meta.k8s.io", "PatchOptions", "", List.of(error));
  }

  /// Of a field that stands twice the last value counts; [#repeated] tells of it.
  static JsonNode body(Request request, Kind kind) {
    try {
      JsonNode patch = LAST_WINS.readTree(request.body());
      if (!patch.isMissingNode()) {
        return patch;
      }
    } catch (JacksonException malformed) {
      // Told below, as is that there is nothing at all.
    }
    String fault = GoJsonSyntax.fault(request.body());
    throw ApiException.badRequest(
        kind == Kind.STRATEGIC ? fault : "error decoding patch: " + fault);
  }
}
