package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.ListOptions;
import io.ubernetes.apimachinery.registry.NameErrors;
import io.ubernetes.apimachinery.registry.Reader;
import io.ubernetes.apimachinery.registry.Reader.Page;
import io.ubernetes.apimachinery.registry.Stored;
import io.ubernetes.apimachinery.registry.Stored.Outcome;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// Answers requests for objects: finds out what is asked, lets the registry do it, and gives the
/// result the form that the client accepts. Stateless; the same for all kinds.
final class ResourceHandler {

  private final Answers answers;
  private final Watches watches;
  private final Patches patches = new Patches();
  private final Scales scales;

  private final AccessControl access;

  ResourceHandler(Answers answers, Watches watches, AccessControl access) {
    this.access = access;
    this.answers = answers;
    this.watches = watches;
    this.scales = new Scales(answers, patches);
  }

  Response handle(Call call) {
    RequestInfo info = call.info();
    checkPath(call);
    boolean reads = call.request().method().equals("GET");
    if (call.request().method().equals("HEAD") || (info.verb().equals("watch") && !reads)) {
      throw methodNotAllowed(); // as in Kubernetes, which routes GET alone
    }
    if (info.subresource().equals("scale")) {
      return scales.handle(call);
    }
    Part part = part(info.subresource());
    return switch (info.verb()) {
      case "get" -> get(call);
      case "list" -> list(call);
      case "watch" -> watches.start(call, QueryOptions.list(call.request(), namespace(call)));
      case "create" -> create(call);
      case "update" -> replace(call, part);
      case "patch" -> patch(call, part);
      case "delete" -> delete(call);
      case "deletecollection" -> deleteCollection(call);
      default -> throw methodNotAllowed();
    };
  }

  /// @throws ApiException 404 or 405 when the path fits no kind, or the method not the path
  private static void checkPath(Call call) {
    RequestInfo info = call.info();
    boolean namespaced = call.served().type().namespaced();
    boolean inNamespace = !info.namespace().isEmpty() && !info.isOneNamespace();
    if (!info.extraParts().isEmpty() || (!namespaced && inNamespace)) {
      throw noSuchResource();
    }
    boolean collectionOfAll = namespaced && info.namespace().isEmpty();
    String verb = info.verb();
    if (collectionOfAll && !info.name().isEmpty()) {
      throw noSuchResource();
    }
    if (!info.subresource().isEmpty()) {
      checkSubresource(call);
      return;
    }
    boolean wrongTarget =
        switch (verb) {
          case "create" -> !info.name().isEmpty() || collectionOfAll;
          case "update", "patch" -> info.name().isEmpty();
          case "deletecollection" -> collectionOfAll || isNamespaces(call);
          case "" -> true;
          default -> false;
        };
    if (wrongTarget) {
      throw methodNotAllowed();
    }
  }

  private static boolean isNamespaces(Call call) {
    return call.served().type().has(Subresource.FINALIZE);
  }

  private static void checkSubresource(Call call) {
    Subresource subresource =
        switch (call.info().subresource()) {
          case "status" -> Subresource.STATUS;
          case "scale" -> Subresource.SCALE;
          case "finalize" -> Subresource.FINALIZE;
          default -> throw noSuchSubresource(call);
        };
    if (!call.served().type().has(subresource)) {
      throw noSuchSubresource(call);
    }
    boolean allowed =
        switch (call.info().verb()) {
          case "get", "patch" -> subresource != Subresource.FINALIZE;
          case "update" -> true;
          default -> false;
        };
    if (!allowed) {
      throw methodNotAllowed();
    }
  }

  private static ApiException noSuchSubresource(Call call) {
    return call.served().type().strategy().customResource()
        ? notFound(call, call.name())
        : noSuchResource();
  }

  private static Part part(String subresource) {
    return switch (subresource) {
      case "status" -> Part.STATUS;
      case "finalize" -> Part.FINALIZE;
      default -> Part.MAIN;
    };
  }

  private Response get(Call call) {
    NamespacedName name = call.name();
    String version = call.request().parameter("resourceVersion").orElse("");
    Accept.of(call.request(), false);
    if (version.isEmpty()) {
      ObjectNode object =
          call.served().registry().get(name).orElseThrow(() -> notFound(call, name));
      return answers.object(call, 200, call.served().fromStorage(object), List.of());
    }
    CachedObject cached = call.served().reader().get(name, Reader.versionOf(version));
    if (cached == null) {
      throw notFound(call, name);
    }
    return answers.cached(call, cached);
  }

  private Response list(Call call) {
    Accept.of(call.request(), true);
    ListOptions options = QueryOptions.list(call.request(), namespace(call));
    checkFields(call, options);
    return answers.list(call, call.served().reader().list(options));
  }

  private static String namespace(Call call) {
    return call.info().objectNamespace();
  }

  /// @throws ApiException 400 when a field selector names what the kind cannot be selected by
  static void checkFields(Call call, ListOptions options) {
    List<String> known = new ArrayList<>(call.served().type().strategy().selectableFieldNames());
    known.add("metadata.name");
    if (call.served().type().namespaced()) {
      known.add("metadata.namespace");
    }
    for (var requirement : options.fields().requirements()) {
      if (!known.contains(requirement.field())) {
        throw ApiException.badRequest(
            call.served().type().strategy().selectableFieldNames().isEmpty()
                    && !call.served().type().strategy().customResource()
                ? QueryOptions.quote(requirement.field())
                    + " is not a known field selector: only \"metadata.name\","
                    + " \"metadata.namespace\""
                : "field label not supported: " + requirement.field());
      }
    }
  }

  private Response create(Call call) {
    return writing(
        call,
        "CreateOptions",
        options -> {
          Served served = call.served();
          ObjectNode object = Bodies.object(served, call.request(), options);
          Stored created =
              served.registry().create(served.version(), namespace(call), object, options);
          return stored(call, 201, created, options);
        });
  }

  /// Warnings are told also to those whose request is refused after all.
  private static Response writing(
      Call call, String optionsKind, Function<WriteOptions, Response> work) {
    Accept.of(call.request(), false);
    WriteOptions options = QueryOptions.write(call.request(), call.identity(), optionsKind);
    try {
      return work.apply(options);
    } catch (ApiException refused) {
      return Answers.error(call.request(), refused, options.warnings());
    }
  }

  private Response replace(Call call, Part part) {
    return writing(call, "UpdateOptions", options -> replace(call, part, options));
  }

  private Response replace(Call call, Part part, WriteOptions options) {
    ObjectNode object = Bodies.object(call.served(), call.request(), options);
    NamespacedName name = call.name();
    NameErrors.check(object, name.name());
    Change change = new Change(call.served().version(), part, new Edit.Replace(object));
    try {
      return stored(call, 200, call.served().registry().update(name, change, options), options);
    } catch (ApiException refused) {
      boolean absent = refused.code() == 404 && call.served().registry().get(name).isEmpty();
      if (!absent || part != Part.MAIN || !call.served().type().strategy().createsOnUpdate()) {
        throw refused;
      }
    }
    return createInstead(call, object, options);
  }

  /// A replacement of what is not there makes it, for some kinds, if the client may do that too.
  private Response createInstead(Call call, ObjectNode object, WriteOptions options) {
    RequestInfo info = call.info();
    access.require(
        call.identity(),
        new Attributes.OfResource(
            "create",
            info.groupVersion().group(),
            info.resource(),
            "",
            info.namespace(),
            info.name()));
    Served served = call.served();
    Stored created = served.registry().create(served.version(), namespace(call), object, options);
    return stored(call, 201, created, options);
  }

  private Response patch(Call call, Part part) {
    return writing(
        call,
        "PatchOptions",
        options -> {
          Stored stored = patches.patch(call, part, options);
          int status = stored.outcome() == Outcome.CREATED ? 201 : 200;
          return stored(call, status, stored, options);
        });
  }

  private Response stored(Call call, int status, Stored stored, WriteOptions options) {
    return answers.stored(call, status, stored, options.warnings());
  }

  private Response delete(Call call) {
    Accept.of(call.request(), false);
    DeleteRequest options = DeleteRequest.of(call.request(), call.identity());
    NamespacedName name = call.name();
    Stored stored = delete(call, name, options);
    boolean gone =
        stored.outcome() == Outcome.DELETED && !call.served().type().strategy().returnsDeleted();
    List<String> warnings = options.write().warnings();
    Response answer =
        gone
            ? Answers.encoded(
                Accept.forErrors(call.request()),
                200,
                success(call, new ApiObject(stored.object())))
            : answers.object(call, 200, call.served().fromStorage(stored.object()), List.of());
    return Answers.withWarnings(answer, warnings);
  }

  private static Stored delete(Call call, NamespacedName name, DeleteRequest options) {
    return call.served()
        .registry()
        .delete(call.served().version(), name, options.delete(), options.write());
  }

  private static ObjectNode success(Call call, ApiObject deleted) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", deleted.name());
    if (!call.served().type().group().isEmpty()) {
      details.put("group", call.served().type().group());
    }
    details.put("kind", call.served().type().names().plural()).put("uid", deleted.uid());
    return status;
  }

  private Response deleteCollection(Call call) {
    Accept.of(call.request(), true);
    DeleteRequest options = DeleteRequest.of(call.request(), call.identity());
    ListOptions list = QueryOptions.list(call.request(), namespace(call));
    checkFields(call, list);
    Page page = call.served().reader().list(list);
    for (CachedObject item : page.items()) {
      try {
        delete(call, item.key(), options);
      } catch (ApiException refused) {
        if (refused.code() != 404) { // gone meanwhile is what was asked for
          throw refused;
        }
      }
    }
    return Answers.withWarnings(answers.list(call, page), options.write().warnings());
  }

  private static ApiException notFound(Call call, NamespacedName name) {
    return call.served().registry().notFound(name);
  }

  static ApiException noSuchResource() {
    return Accept.noDetails(404, "NotFound", "the server could not find the requested resource");
  }

  static ApiException methodNotAllowed() {
    return Accept.noDetails(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
}
