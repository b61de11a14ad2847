package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.schema.Pruning;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.webhook.WebhookCaller;
import io.ubernetes.apimachinery.webhook.WebhookCaller.Answer;
import io.ubernetes.apimachinery.webhook.WebhookEndpoint;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Has the webhook of a definition convert its objects (`ConversionReview` of
/// `apiextensions.k8s.io`). The webhook decides over everything but the metadata, of which it may
/// change labels and annotations only. Immutable; calls block.
final class WebhookConverter implements Converter {

  private static final String GROUP = "apiextensions.k8s.io/";

  /// Kubernetes gives every call that long.
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /// A longer list is converted in several calls, so that neither side holds all of it at once.
  private static final int REVIEW_BYTES = 4 << 20;

  /// Converted objects may have grown.
  private static final WebhookCaller.Limits LIMITS = new WebhookCaller.Limits(TIMEOUT, 32 << 20);

  private final WebhookCaller caller;
  private final WebhookEndpoint endpoint;
  private final String reviewVersion;
  private final Map<String, Schema> schemas;

  /// @param webhook the `webhook` of the definition's `conversion`
  /// @param schemas by the names of the versions
  WebhookConverter(WebhookCaller caller, ObjectNode webhook, Map<String, Schema> schemas) {
    this.caller = caller;
    this.endpoint = WebhookEndpoint.of(webhook.path("clientConfig"));
    this.reviewVersion = reviewVersion(webhook);
    this.schemas = Map.copyOf(schemas);
  }

  /// The first of the versions that the webhook knows and this server too.
  private static String reviewVersion(ObjectNode webhook) {
    for (var version : webhook.path("conversionReviewVersions")) {
      String name = version.asString();
      if (name.equals("v1") || name.equals("v1beta1")) {
        return name;
      }
    }
    return "";
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  @Override
  public List<ObjectNode> convert(List<ObjectNode> objects, GroupVersionKind to) {
    List<ObjectNode> result = new ArrayList<>(objects);
    List<Integer> places = new ArrayList<>();
    ArrayNode batch = Json.MAPPER.createArrayNode();
    int bytes = 0;
    for (int i = 0; i < objects.size(); i++) {
      ObjectNode object = objects.get(i);
      if (Converter.isIn(object, to)) {
        continue;
      }
      if (Json.text(object, "metadata", "name").isEmpty() && object.size() <= 3) {
        result.set(i, Converter.named(object, to)); // a bookmark: there is nothing to convert
        continue;
      }
      int size = Json.bytes(object).length;
      if (!places.isEmpty() && bytes + size > REVIEW_BYTES) {
        convert(batch, to, places, result);
        batch = Json.MAPPER.createArrayNode();
        places.clear();
        bytes = 0;
      }
      batch.add(object);
      places.add(i);
      bytes += size;
    }
    if (!places.isEmpty()) {
      convert(batch, to, places, result);
    }
    return result;
  }

  /// Converts some objects, and puts what comes of them into their places.
  private void convert(
      ArrayNode batch, GroupVersionKind to, List<Integer> places, List<ObjectNode> result) {
    ConvertedObjects converted = new ConvertedObjects(kind((ObjectNode) batch.get(0)), to);
    List<ObjectNode> answered = converted.check(batch, ask(batch, to, converted));
    Schema schema = schemas.get(to.version());
    for (int i = 0; i < answered.size(); i++) {
      if (schema != null) {
        Pruning.apply(schema, answered.get(i));
      }
      result.set(places.get(i), answered.get(i));
    }
  }

  private static GroupVersionKind kind(ObjectNode object) {
    return GroupVersionKind.of(Json.text(object, "apiVersion"), Json.text(object, "kind"));
  }

  private ArrayNode ask(ArrayNode batch, GroupVersionKind to, ConvertedObjects converted) {
    if (reviewVersion.isEmpty()) {
      throw ApiException.of(500, "", "no supported conversion review versions");
    }
    String uid = UUID.randomUUID().toString();
    ObjectNode review = Json.object();
    review.put("kind", "ConversionReview").put("apiVersion", GROUP + reviewVersion);
    ObjectNode request = review.putObject("request");
    request.put("uid", uid).put("desiredAPIVersion", to.apiVersion());
    request.set("objects", batch);
    return switch (caller.call(endpoint, LIMITS, review)) {
      case Answer.Review(ObjectNode answer) -> converted.read(answer, reviewVersion, uid);
      case Answer.Failure(String why) -> throw converted.failed(why);
      case Answer.Unprepared(String why) -> throw converted.failed(why);
    };
  }
}
