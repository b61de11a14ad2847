package io.ubernetes.runtime.client;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Speaks Kubernetes' REST conventions over the HTTP client of fabric8, whose object model is not
/// used: objects are read straight into trees, which costs half of binding them to classes.
final class FabricApiClient implements ApiClient {

  private static final String JSON = "application/json";

  private final Exchange exchange;
  private final CallGuard guard;

  FabricApiClient(Exchange exchange, CallGuard guard) {
    this.exchange = exchange;
    this.guard = guard;
  }

  @Override
  public Optional<ApiObject> get(ApiResource resource, NamespacedName key) {
    Answer answer = send(Exchange.Call.of("GET", resource.objectPath(key)));
    if (isAbsent(answer)) {
      return Optional.empty();
    }
    return Optional.of(object(answer));
  }

  @Override
  public ListPage listPage(ApiResource resource, ListOptions options) {
    Query query =
        new Query()
            .add("labelSelector", options.labelSelector())
            .add("fieldSelector", options.fieldSelector())
            .add("limit", options.limit() == 0 ? "" : Integer.toString(options.limit()))
            .add("continue", options.continueToken())
            .add("resourceVersion", options.resourceVersion());
    String path = resource.collectionPath(options.namespace()) + query;
    Answer answer = send(Exchange.Call.of("GET", path));
    if (!answer.isSuccess()) {
      throw answer.refusal();
    }
    ObjectNode list = answer.json();
    return new ListPage(
        items(resource, list),
        Json.text(list, "metadata", "continue"),
        Json.text(list, "metadata", "resourceVersion"));
  }

  @Override
  public ApiObject create(ApiResource resource, ApiObject object, WriteOptions options) {
    String path = resource.collectionPath(object.namespace());
    if (!options.subresource().isEmpty()) {
      path = resource.objectPath(object.key());
    }
    return write("POST", path, JSON, object.json(), options);
  }

  @Override
  public ApiObject update(ApiResource resource, ApiObject object, WriteOptions options) {
    return write("PUT", resource.objectPath(object.key()), JSON, object.json(), options);
  }

  @Override
  public ApiObject patch(
      ApiResource resource, NamespacedName key, Patch patch, WriteOptions options) {
    String path = resource.objectPath(key);
    return switch (patch) {
      case Patch.Merge(ObjectNode body) ->
          write("PATCH", path, "application/merge-patch+json", body, options);
      case Patch.Json(var operations) ->
          write("PATCH", path, "application/json-patch+json", operations, options);
      case Patch.Strategic(ObjectNode body) ->
          write("PATCH", path, "application/strategic-merge-patch+json", body, options);
    };
  }

  @Override
  public ApiObject apply(ApiResource resource, ApiObject object, ApplyOptions options) {
    Query query =
        new Query()
            .add("fieldManager", options.fieldManager())
            .add("force", options.force() == ApplyOptions.Force.TAKE_OVER ? "true" : "")
            .add(options.mode());
    String path = resource.objectPath(object.key()) + sub(options.subresource()) + query;
    return write(path, "PATCH", "application/apply-patch+yaml", object.json());
  }

  @Override
  public Deletion delete(ApiResource resource, NamespacedName key, DeleteOptions options) {
    String path = resource.objectPath(key);
    Answer answer =
        send(
            new Exchange.Call("DELETE", path, JSON, Json.MAPPER.writeValueAsString(body(options))));
    if (isAbsent(answer)) {
      return new Deletion.NotFound();
    }
    ApiObject left = object(answer);
    return left.kind().equals("Status") ? new Deletion.Deleted() : outcome(left);
  }

  @Override
  public byte[] getRaw(String path) {
    Answer answer = send(Exchange.Call.of("GET", path));
    if (!answer.isSuccess()) {
      throw answer.refusal();
    }
    return answer.length() == answer.body().length
        ? answer.body()
        : Arrays.copyOf(answer.body(), answer.length());
  }

  @Override
  public Watch watch(ApiResource resource, WatchOptions options) {
    Query query =
        new Query()
            .add("watch", "true")
            .add("allowWatchBookmarks", "true")
            .add("labelSelector", options.labelSelector())
            .add("fieldSelector", options.fieldSelector())
            .add("resourceVersion", options.resourceVersion())
            .add("timeoutSeconds", Long.toString(options.timeout().toSeconds()));
    String path = resource.collectionPath(options.namespace()) + query;
    return guard.call(() -> exchange.stream(Exchange.Call.of("GET", path)));
  }

  @Override
  public void close() {
    exchange.close();
  }

  private ApiObject write(
      String method, String path, String contentType, JsonNode body, WriteOptions options) {
    Query query = new Query().add("fieldManager", options.fieldManager()).add(options.mode());
    return write(path + sub(options.subresource()) + query, method, contentType, body);
  }

  private ApiObject write(String path, String method, String contentType, JsonNode body) {
    return object(
        send(new Exchange.Call(method, path, contentType, Json.MAPPER.writeValueAsString(body))));
  }

  private Answer send(Exchange.Call call) {
    return guard.call(() -> exchange.send(call));
  }

  private static ApiObject object(Answer answer) {
    if (!answer.isSuccess()) {
      throw answer.refusal();
    }
    return new ApiObject(answer.object());
  }

  /// That the object is not there is an answer; that the resource is not served is an error. Only
  /// the former names the object in its details.
  private static boolean isAbsent(Answer answer) {
    return answer.code() == 404
        && answer
            .refusal()
            .details()
            .filter(details -> !Json.text(details, "name").isEmpty())
            .isPresent();
  }

  /// A server answers a delete with the object as it was, or as it waits for its finalizers.
  private static Deletion outcome(ApiObject left) {
    boolean waits =
        left.isTerminating()
            && (!left.finalizers().isEmpty()
                || Json.number(left.json(), 0, "metadata", "deletionGracePeriodSeconds") > 0
                || left.kind().equals("Namespace"));
    return waits ? new Deletion.Terminating(left) : new Deletion.Deleted();
  }

  /// Items of built-in kinds come without the kind that the list has.
  private static List<ApiObject> items(ApiResource resource, ObjectNode list) {
    JsonNode items = Json.at(list, "items");
    if (items == null) {
      return List.of();
    }
    List<ApiObject> objects = new ArrayList<>(items.size());
    for (JsonNode item : items) {
      if (item instanceof ObjectNode object) {
        if (!object.has("kind")) {
          object.put("kind", resource.kind().kind());
          object.put("apiVersion", resource.kind().apiVersion());
        }
        objects.add(new ApiObject(object));
      }
    }
    return objects;
  }

  private static ObjectNode body(DeleteOptions options) {
    ObjectNode body = Json.object();
    body.put("apiVersion", "v1");
    body.put("kind", "DeleteOptions");
    body.put("propagationPolicy", options.propagation().word());
    if (options.gracePeriodSeconds() != null) {
      body.put("gracePeriodSeconds", options.gracePeriodSeconds());
    }
    if (!options.uid().isEmpty() || !options.resourceVersion().isEmpty()) {
      ObjectNode preconditions = body.putObject("preconditions");
      if (!options.uid().isEmpty()) {
        preconditions.put("uid", options.uid());
      }
      if (!options.resourceVersion().isEmpty()) {
        preconditions.put("resourceVersion", options.resourceVersion());
      }
    }
    return body;
  }

  private static String sub(String subresource) {
    return subresource.isEmpty() ? "" : "/" + subresource;
  }
}
