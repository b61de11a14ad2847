package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.protobuf.ProtobufBody;
import io.ubernetes.apimachinery.registry.DeleteOptions;
import io.ubernetes.apimachinery.registry.DeleteOptions.Propagation;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.registry.WriteOptions.DryRun;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.FieldValidation;
import io.ubernetes.apimachinery.schema.GoJsonSyntax;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The options of a DELETE, from its body where there is one, otherwise from the query.
record DeleteRequest(DeleteOptions delete, WriteOptions write) {

  private static final String KIND = "DeleteOptions";
  private static final Schema SCHEMA =
      Schemas.byName("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");

  static DeleteRequest of(Request request, Identity identity) {
    ObjectNode options = request.body().length > 0 ? body(request) : query(request);
    List<FieldError> errors = new ArrayList<>();
    List<String> dryRuns = new ArrayList<>();
    JsonNode asked = Json.at(options, "dryRun");
    if (asked != null) {
      asked.forEach(value -> dryRuns.add(value.asString()));
    }
    DryRun dryRun = QueryOptions.dryRun(dryRuns, errors);
    Propagation propagation = propagation(options, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", "DeleteOptions", "", errors);
    }
    DeleteOptions delete =
        new DeleteOptions(
            textOrNull(options, "preconditions", "uid"),
            textOrNull(options, "preconditions", "resourceVersion"),
            propagation,
            Json.at(options, "gracePeriodSeconds") == null
                ? null
                : Json.number(options, 0, "gracePeriodSeconds"));
    WriteOptions write =
        new WriteOptions(identity, "", dryRun, FieldValidation.IGNORE, new ArrayList<>());
    return new DeleteRequest(delete, write);
  }

  private static ObjectNode body(Request request) {
    ObjectNode options;
    try {
      options =
          switch (RequestBody.typeOf(request, SCHEMA)) {
            case JSON -> Json.parseObject(request.body());
            case YAML -> yaml(request);
            case PROTOBUF -> ProtobufBody.decodeOptions(request.body(), KIND, SCHEMA);
          };
    } catch (JacksonException malformed) {
      throw ApiException.badRequest(
          "couldn't get version/kind; json parse error: " + GoJsonSyntax.fault(request.body()));
    }
    String kind = Json.text(options, "kind");
    if (!kind.isEmpty() && !kind.equals(KIND)) {
      throw ApiException.badRequest(
          "no kind \"%s\" is registered for version \"%s\" in scheme"
                  .formatted(kind, Json.text(options, "apiVersion"))
              + " \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
    }
    String fault = Decoding.decode(options, SCHEMA).fault();
    if (!fault.isEmpty()) {
      throw ApiException.badRequest(fault);
    }
    return options;
  }

  private static ObjectNode yaml(Request request) {
    try {
      return YamlReader.read(request.body()).value() instanceof ObjectNode options
          ? options
          : Json.object();
    } catch (YamlException malformed) {
      throw ApiException.badRequest(
          "couldn't get version/kind; json parse error: " + malformed.words());
    }
  }

  private static ObjectNode query(Request request) {
    ObjectNode options = Json.object();
    List<String> dryRuns = request.query().getOrDefault("dryRun", List.of());
    dryRuns.forEach(value -> options.withArray("/dryRun").add(value));
    request.parameter("propagationPolicy").ifPresent(p -> options.put("propagationPolicy", p));
    QueryOptions.number(request, "gracePeriodSeconds")
        .ifPresent(seconds -> options.put("gracePeriodSeconds", seconds));
    if (request.parameter("orphanDependents").isPresent()) {
      options.put("orphanDependents", QueryOptions.isTrue(request, "orphanDependents"));
    }
    return options;
  }

  private static @Nullable Propagation propagation(ObjectNode options, List<FieldError> errors) {
    String policy = Json.text(options, "propagationPolicy");
    JsonNode orphan = Json.at(options, "orphanDependents");
    if (orphan != null && !policy.isEmpty()) {
      errors.add(
          FieldError.invalid(
              "propagationPolicy",
              QueryOptions.quote(policy),
              "orphanDependents and deletionPropagation cannot be both set"));
      return null;
    }
    if (orphan != null) {
      return orphan.asBoolean() ? Propagation.ORPHAN : Propagation.BACKGROUND;
    }
    return switch (policy) {
      case "" -> null;
      case "Background" -> Propagation.BACKGROUND;
      case "Foreground" -> Propagation.FOREGROUND;
      case "Orphan" -> Propagation.ORPHAN;
      default -> {
        errors.add(
            FieldError.notSupported(
                "propagationPolicy",
                QueryOptions.quote(policy),
                "\"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        yield null;
      }
    };
  }

  private static @Nullable String textOrNull(ObjectNode options, String... path) {
    String text = Json.text(options, path);
    return text.isEmpty() ? null : text;
  }
}
