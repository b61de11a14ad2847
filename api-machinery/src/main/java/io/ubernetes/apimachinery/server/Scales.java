package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.kinds.Columns;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.NameErrors;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ScaleMapping;
import io.ubernetes.apimachinery.server.Patches.Kind;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `/scale` subresource: an `autoscaling/v1` Scale made of an object, and written back into its
/// replicas. Stateless.
final class Scales {

  /// Of the Table form of a Scale, whatever it is of.
  static final List<Column> COLUMNS =
      List.of(
          Columns.text("Name", "What is scaled.", scale -> Json.text(scale, "metadata", "name")),
          Columns.integer(
              "Desired",
              "How many there shall be.",
              scale -> Json.number(scale, 0, "spec", "replicas")),
          Columns.integer(
              "Available",
              "How many there are.",
              scale -> Json.number(scale, 0, "status", "replicas")),
          Columns.age());

  private final Answers answers;
  private final Patches patches;

  Scales(Answers answers, Patches patches) {
    this.answers = answers;
    this.patches = patches;
  }

  Response handle(Call call) {
    Accept.of(call.request(), false);
    return switch (call.info().verb()) {
      case "get" -> {
        ObjectNode object =
            call.served()
                .registry()
                .get(call.name())
                .orElseThrow(() -> call.served().registry().notFound(call.name()));
        yield answers.object(call, 200, scaleOf(call, object), List.of());
      }
      case "update" -> {
        ObjectNode scale = Bodies.scale(call.request());
        NameErrors.check(scale, call.info().name());
        yield write(call, "UpdateOptions", current -> scale);
      }
      case "patch" -> {
        Kind kind = Kind.of(call.request());
        if (kind == Kind.APPLY) {
          yield apply(call);
        }
        JsonNode patch = Patches.body(call.request(), kind);
        yield write(
            call,
            "PatchOptions",
            current -> patches.patched(kind, current, patch, Bodies.scaleSchema()));
      }
      default -> throw ResourceHandler.methodNotAllowed();
    };
  }

  /// Who applies a Scale owns the replicas of the object that it shows.
  private Response apply(Call call) {
    WriteOptions options = QueryOptions.write(call.request(), call.identity(), "PatchOptions");
    ObjectNode scale = Bodies.configuration(call.request(), options);
    validate(scale, call.info().name());
    ObjectNode configuration =
        ApiObject.of(call.served().kind(), call.info().namespace(), call.info().name()).json();
    String version = Json.text(scale, "metadata", "resourceVersion");
    if (!version.isEmpty()) {
      new ApiObject(configuration).metadata().put("resourceVersion", version);
    }
    if (Json.at(scale, "spec", "replicas") != null) {
      mapping(call).setReplicas(configuration, replicas(scale));
    }
    Edit.Apply edit = new Edit.Apply(configuration, Patches.policy(call.request(), Kind.APPLY));
    ObjectNode stored =
        call.served()
            .registry()
            .apply(call.name(), call.served().version(), Part.SCALE, edit, options)
            .object();
    return answers.object(call, 200, scaleOf(call, stored), options.warnings());
  }

  private static ScaleMapping mapping(Call call) {
    return call.served().type().strategy().scale();
  }

  private static int replicas(ObjectNode scale) {
    return (int) Json.number(scale, 0, "spec", "replicas");
  }

  private Response write(Call call, String optionsKind, Change.Function edit) {
    WriteOptions options = QueryOptions.write(call.request(), call.identity(), optionsKind);
    Change.Function onObject =
        current -> {
          ObjectNode scale = edit.apply(mapping(call).scaleToChange(current));
          validate(scale, call.info().name());
          String version = Json.text(scale, "metadata", "resourceVersion");
          mapping(call).setReplicas(current, replicas(scale));
          if (!version.isEmpty()) {
            new ApiObject(current).metadata().put("resourceVersion", version);
          }
          return current;
        };
    Change change = new Change(call.served().version(), Part.SCALE, new Edit.Patch(onObject));
    ObjectNode stored = call.served().registry().update(call.name(), change, options).object();
    return answers.object(call, 200, scaleOf(call, stored), options.warnings());
  }

  private static void validate(ObjectNode scale, String name) {
    long replicas = Json.number(scale, 0, "spec", "replicas");
    if (replicas < 0) {
      throw ApiException.invalid(
          "autoscaling",
          "Scale",
          name,
          List.of(
              FieldError.invalid(
                  "spec.replicas", Long.toString(replicas), "must be greater than or equal to 0")));
    }
  }

  private static ObjectNode scaleOf(Call call, ObjectNode object) {
    return call.served().type().strategy().scale().scaleOf(object);
  }
}
