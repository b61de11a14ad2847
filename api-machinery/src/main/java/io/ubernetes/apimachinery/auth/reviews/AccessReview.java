package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Authorizer.Decision;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// May someone do something: SelfSubjectAccessReview, SubjectAccessReview and
/// LocalSubjectAccessReview. Stateless.
///
/// @param who about whom is asked
record AccessReview(Authorizer authorizer, Who who) implements Answering {

  /// About whom is asked.
  enum Who {
    ASKER,
    SUBJECT,
    /// A subject, about what it may do in the namespace of the path.
    SUBJECT_IN_NAMESPACE
  }

  static AccessReview ofAsker(Authorizer authorizer) {
    return new AccessReview(authorizer, Who.ASKER);
  }

  static AccessReview ofSubject(Authorizer authorizer) {
    return new AccessReview(authorizer, Who.SUBJECT);
  }

  static AccessReview ofSubjectIn(Authorizer authorizer) {
    return new AccessReview(authorizer, Who.SUBJECT_IN_NAMESPACE);
  }

  @Override
  public void check(Question question) {
    List<FieldError> errors = errors(question.object(), question.about().namespace());
    if (!errors.isEmpty()) {
      throw ApiException.invalid(ReviewKinds.AUTHORIZATION.group(), "", "", errors);
    }
  }

  @Override
  public ObjectNode answer(Question question) {
    ObjectNode review = question.object();
    AskedSelectors selectors =
        AskedSelectors.of(Trees.object(review, "spec", "resourceAttributes"));
    Identity identity = who == Who.ASKER ? question.asker() : subject(review);
    ObjectNode status = review.putObject("status");
    switch (authorizer.authorize(identity, attributes(review, selectors))) {
      case Decision.Allow(String reason) -> put(status, true, reason);
      case Decision.Deny(String reason) -> put(status, false, reason);
    }
    if (!selectors.ignored().isEmpty()) {
      status.put("evaluationError", selectors.ignored());
    }
    return review;
  }

  private static void put(ObjectNode status, boolean allowed, String reason) {
    status.put("allowed", allowed);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
  }

  private static Identity subject(ObjectNode review) {
    JsonNode spec = Json.at(review, "spec");
    Map<String, List<String>> extra = new TreeMap<>();
    ObjectNode given = Trees.object(spec, "extra");
    if (given != null) {
      given.propertyNames().forEach(key -> extra.put(key, Trees.strings(given, key)));
    }
    return new Identity(
        Json.text(spec, "user"), Json.text(spec, "uid"), Trees.strings(spec, "groups"), extra);
  }

  private static Attributes attributes(ObjectNode review, AskedSelectors selectors) {
    JsonNode resource = Json.at(review, "spec", "resourceAttributes");
    if (resource == null) {
      JsonNode path = Json.at(review, "spec", "nonResourceAttributes");
      return new Attributes.OfPath(Json.text(path, "verb"), Json.text(path, "path"));
    }
    return new Attributes.OfResource(
        Json.text(resource, "verb"),
        Json.text(resource, "group"),
        Json.text(resource, "resource"),
        Json.text(resource, "subresource"),
        Json.text(resource, "namespace"),
        Json.text(resource, "name"),
        selectors.selection());
  }

  private List<FieldError> errors(ObjectNode review, String namespace) {
    List<FieldError> errors = new ArrayList<>();
    ObjectNode resource = Trees.object(review, "spec", "resourceAttributes");
    ObjectNode path = Trees.object(review, "spec", "nonResourceAttributes");
    if (resource != null && path != null) {
      errors.add(
          FieldError.invalid(
              "spec.nonResourceAttributes",
              shown(path),
              "cannot be specified in combination with resourceAttributes"));
    }
    if (resource == null && path == null) {
      errors.add(
          FieldError.invalid(
              "spec.resourceAttributes",
              "null",
              "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
    boolean nobody =
        Json.text(review, "spec", "user").isEmpty()
            && Trees.strings(review, "spec", "groups").isEmpty();
    if (who != Who.ASKER && nobody) {
      errors.add(
          FieldError.invalid(
              "spec.user", "\"\"", "at least one of user or group must be specified"));
    }
    if (resource != null) {
      errors.addAll(SelectorRules.errors(resource));
    }
    errors.addAll(metadataErrors(review));
    if (who == Who.SUBJECT_IN_NAMESPACE) {
      errors.addAll(placeErrors(resource, path, namespace));
    }
    return errors;
  }

  /// As Go names the fields of a type that is not meant for JSON.
  private static String shown(ObjectNode path) {
    return Json.object()
        .put("Path", Json.text(path, "path"))
        .put("Verb", Json.text(path, "verb"))
        .toString();
  }

  private List<FieldError> metadataErrors(ObjectNode review) {
    ObjectNode metadata = Trees.object(review, "metadata");
    if (metadata == null) {
      return List.of();
    }
    ObjectNode rest = metadata.deepCopy();
    rest.remove("managedFields");
    boolean local = who == Who.SUBJECT_IN_NAMESPACE;
    if (local) {
      rest.remove("namespace");
    }
    String rule = local ? "must be empty except for namespace" : "must be empty";
    return rest.isEmpty()
        ? List.of()
        : List.of(FieldError.invalid("metadata", metadata.toString(), rule));
  }

  private static List<FieldError> placeErrors(
      @Nullable ObjectNode resource, @Nullable ObjectNode path, String namespace) {
    List<FieldError> errors = new ArrayList<>();
    if (resource != null && !Json.text(resource, "namespace").equals(namespace)) {
      errors.add(
          FieldError.invalid(
              "spec.resourceAttributes.namespace",
              '"' + Json.text(resource, "namespace") + '"',
              "must match metadata.namespace"));
    }
    if (path != null) {
      errors.add(
          FieldError.invalid(
              "spec.nonResourceAttributes", shown(path), "disallowed on this kind of request"));
    }
    return errors;
  }
}
